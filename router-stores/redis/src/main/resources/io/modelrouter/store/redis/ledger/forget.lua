-- Forgets accounts of budget periods (their ids have a '#') that hold nothing and did not change for 400 days; those of a
-- rolling window for twice its length and two days, when the period has ended and what expired with it is settled. The
-- hash's own count of changes tells whether there was one since it was seen; a look comes every eighth of the time.
local DAY = 86400000
local LOOKS = 50

local function kept_for(name)
  local length = tonumber(string.match(name, '#rolling%-(%d+)%-') or '')
  return length and length <= 400 * DAY and 2 * length + 2 * DAY or 400 * DAY
end

local function forget(name)
  for _, change in ipairs(redis.call('ZRANGE', audit_key(name), 0, -1)) do
    redis.call('DEL', change_key(change))
  end
  redis.call('DEL', audit_key(name), account_key(name))
  redis.call('ZREM', ACCOUNTS, name)
  redis.call('ZREM', PERIODS, name)
end

local function forget_periods(time)
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', PERIODS, '-inf', millis(time), 'LIMIT', 0, LOOKS)) do
    local row = redis.call('HMGET', account_key(name), 'held', 'saves', 'seen', 'seen_at')
    local keep = kept_for(name)
    if row[2] ~= row[3] then
      redis.call('HSET', account_key(name), 'seen', row[2], 'seen_at', millis(time))
      redis.call('ZADD', PERIODS, millis(time + keep / 8), name)
    elseif row[1] == '0' and time - tonumber(row[4]) >= keep or not row[1] then
      forget(name)
    else
      redis.call('ZADD', PERIODS, millis(time + keep / 8), name)
    end
  end
end
