-- Accounts. Each is a hash of limit (an amount or 'unlimited'), held, used and overage; a sorted set has their names. The
-- sum of the three amounts always fits a long.
local PREFIX = KEYS[1]
local ACCOUNTS = PREFIX .. ':accounts'
-- The accounts of budget periods by the time in ms of the next look at them; forget.lua has more.
local PERIODS = PREFIX .. ':periods'

local function account_key(name)
  return PREFIX .. ':account:' .. name
end

local function bound_of(limit)
  return limit ~= 'unlimited' and amount(limit) or nil
end

-- An unknown account has limit 0. An account without a limit has no bound.
local function account(name)
  local row = redis.call('HMGET', account_key(name), 'limit', 'held', 'used', 'overage')
  local known = row[1] and true or false
  local limit = row[1] or '0'
  return {
    name = name, known = known, limit = limit, bound = bound_of(limit),
    held = amount(row[2] or '0'), used = amount(row[3] or '0'), overage = amount(row[4] or '0')
  }
end

local function save(a)
  redis.call('HSET', account_key(a.name),
    'limit', a.limit, 'held', text(a.held), 'used', text(a.used), 'overage', text(a.overage))
  local is_period = string.find(a.name, '#', 1, true)
  if is_period then
    redis.call('HINCRBY', account_key(a.name), 'saves', 1)
  end
  if not a.known then
    redis.call('ZADD', ACCOUNTS, 0, a.name)
    if is_period then
      redis.call('ZADD', PERIODS, 0, a.name)
    end
    a.known = true
  end
end

-- Whether a new hold may stand here: 'YES', 'NO' or 'OVERFLOW'.
local function admits(a, held)
  if not is_zero(a.overage) then
    return 'NO'
  end
  local sum = plus(plus(a.held, a.used), held)
  if a.bound then
    return less(a.bound, sum) and 'NO' or 'YES'
  end
  return overflows(sum) and 'OVERFLOW' or 'YES'
end

-- An account that was rebuilt has no holds; what settles from before leaves them at 0.
local function without(a, hold)
  return room(a.held, hold)
end

local function charge_overflows(a, hold, actual)
  return overflows(plus(plus(plus(without(a, hold), a.used), a.overage), actual))
end

-- The hold gives way to the charge; gives what of it went beyond the limit.
local function charge(a, hold, actual)
  a.held = without(a, hold)
  local within = least(hold, actual)
  a.used = plus(a.used, within)
  local excess = minus(actual, within)
  if not a.bound then
    a.used = plus(a.used, excess)
    return ZERO
  end
  local fits = least(excess, room(a.bound, plus(plus(a.held, a.used), a.overage)))
  a.used = plus(a.used, fits)
  local beyond = minus(excess, fits)
  a.overage = plus(a.overage, beyond)
  return beyond
end

-- A raised limit takes overage into used first.
local function set_limit(a, limit)
  local bound = bound_of(limit)
  local raised = a.bound and (not bound or less(a.bound, bound))
  a.limit = limit
  a.bound = bound
  if raised then
    local moved = a.overage
    if bound then
      moved = least(moved, room(bound, plus(a.held, a.used)))
    end
    a.overage = minus(a.overage, moved)
    a.used = plus(a.used, moved)
  end
end

-- What of an account goes into an answer.
local function append_balance(answer, a)
  answer[#answer + 1] = a.limit
  answer[#answer + 1] = text(a.held)
  answer[#answer + 1] = text(a.used)
  answer[#answer + 1] = text(a.overage)
end
