-- A call that is in gives its place back, and its tokens become those that it used.
-- ARGV: name, id, clock, tokens per minute ('' for no limit), tokens that it used
local id = ARGV[2]
local time = now(ARGV[3])
local tokens = tonumber(ARGV[4])
local was_in = is_in(id, time)
local taken = redis.call('HGET', TAKEN, id)
forget(id)
if was_in and taken and tokens then
  local b = bucket('tokens', tokens, time)
  take(b, tonumber(ARGV[5]) - tonumber(taken), time)
  keep_bucket(b)
end
return {}
