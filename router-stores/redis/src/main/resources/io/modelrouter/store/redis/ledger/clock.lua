-- Milliseconds by the server's clock, or those that a test gives.
local function now(given)
  if given ~= '' then
    return tonumber(given)
  end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Lua alone would write 14 digits.
local function millis(number)
  return string.format('%.0f', number)
end
