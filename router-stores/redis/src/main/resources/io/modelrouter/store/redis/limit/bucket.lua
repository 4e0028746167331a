-- What one name has taken: a hash of its two buckets (how many are in each, and since when), a sorted set of the calls that
-- are in by the end of their leases in ms, and a hash of the tokens that each of them took. All expire by themselves.
local PREFIX = KEYS[1] .. ':limit:' .. ARGV[1]
local BUCKETS = PREFIX .. ':buckets'
local CALLS = PREFIX .. ':calls'
local TAKEN = PREFIX .. ':taken'
local MINUTE = 60000
-- Nobody waits longer for a debt.
local MOST_DEBT_MINUTES = 525600

local function now(given)
  if given ~= '' then
    return tonumber(given)
  end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- A bucket holds a minute's worth and fills evenly. One that is not stored is full.
local function bucket(name, per_minute, time)
  local row = redis.call('HMGET', BUCKETS, name, name .. '_at')
  local level = per_minute
  if row[1] then
    local passed = math.max(0, time - tonumber(row[2]))
    level = math.min(per_minute, tonumber(row[1]) + passed * per_minute / MINUTE)
  end
  return { name = name, level = level, per_minute = per_minute }
end

-- Milliseconds until so many can be taken; 0 for now. A number that is short by a billionth of the bucket is rounding.
local function wait_for(b, wanted)
  local missing = wanted - b.level
  if missing <= b.per_minute * 1e-9 and b.per_minute > 0 then
    return 0
  end
  if b.per_minute == 0 then
    return MINUTE
  end
  return math.max(1, math.ceil(missing * MINUTE / b.per_minute - 1e-6))
end

-- Takes so many, even where there are fewer; below 0 it gives back, up to a full bucket.
local function take(b, wanted, time)
  b.level = math.min(b.per_minute, b.level - wanted)
  b.level = math.max(b.level, -b.per_minute * MOST_DEBT_MINUTES)
  redis.call('HSET', BUCKETS, b.name, string.format('%.17g', b.level), b.name .. '_at', string.format('%.0f', time))
end

-- A key that says nothing any more after so many ms may go then, and not before.
local function keep(key, ms)
  local needed = math.ceil(ms) + 1000
  if redis.call('PTTL', key) < needed then
    redis.call('PEXPIRE', key, string.format('%.0f', needed))
  end
end

local function keep_bucket(b)
  if b.per_minute > 0 then
    keep(BUCKETS, (b.per_minute - b.level) * MINUTE / b.per_minute)
  end
end

-- At the very moment of its end a lease is over.
local function is_in(id, time)
  local lease_end = redis.call('ZSCORE', CALLS, id)
  return lease_end and tonumber(lease_end) > time
end

local function forget(id)
  redis.call('ZREM', CALLS, id)
  redis.call('HDEL', TAKEN, id)
end

local function lease(id, time, ms)
  redis.call('ZADD', CALLS, string.format('%.0f', time + ms), id)
  keep(CALLS, ms)
end
