-- Amounts are 64-bit integers, but a Lua number is exact only up to 2^53. So an amount is a pair: high * 10^9 + low, with
-- 0 <= low < 10^9. Both halves of a sum of two longs are far below 2^53. As text an amount is decimal.
local BASE = 1000000000
local ZERO = { 0, 0 }
local MAX = { 9223372036, 854775807 }

local function amount(text)
  return { tonumber(string.sub(text, 1, -10)) or 0, tonumber(string.sub(text, -9)) }
end

local function text(a)
  if a[1] == 0 then
    return string.format('%.0f', a[2])
  end
  return string.format('%.0f%09.0f', a[1], a[2])
end

local function plus(a, b)
  local high, low = a[1] + b[1], a[2] + b[2]
  if low >= BASE then
    return { high + 1, low - BASE }
  end
  return { high, low }
end

-- a must not be less than b: there are no negative amounts.
local function minus(a, b)
  local high, low = a[1] - b[1], a[2] - b[2]
  if low < 0 then
    return { high - 1, low + BASE }
  end
  return { high, low }
end

local function less(a, b)
  return a[1] < b[1] or (a[1] == b[1] and a[2] < b[2])
end

local function is_zero(a)
  return a[1] == 0 and a[2] == 0
end

local function least(a, b)
  return less(a, b) and a or b
end

-- a - b, but never less than 0.
local function room(a, b)
  return less(a, b) and ZERO or minus(a, b)
end

local function overflows(a)
  return less(MAX, a)
end
