-- Takes a place in flight, a request and tokens, or nothing.
-- ARGV: name, id, clock, lease in ms, in flight, requests per minute, tokens per minute ('' for no limit), tokens
-- Answer: ENTERED | REFUSED limit, ms to wait
local id = ARGV[2]
local time = now(ARGV[3])
local in_flight, requests, tokens = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local SOON = 1000
local CLEANED_AT_ONCE = 100

if is_in(id, time) then
  return { 'ENTERED' }
end
local ended = redis.call('ZRANGEBYSCORE', CALLS, '-inf', string.format('%.0f', time), 'LIMIT', 0, CLEANED_AT_ONCE)
for _, other in ipairs(ended) do
  forget(other)
end

local running = '(' .. string.format('%.0f', time)
if in_flight and redis.call('ZCOUNT', CALLS, running, '+inf') >= in_flight then
  local first = redis.call('ZRANGEBYSCORE', CALLS, running, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  local wait = first[2] and math.min(SOON, tonumber(first[2]) - time) or SOON
  return { 'REFUSED', 'IN_FLIGHT', string.format('%.0f', wait) }
end
local request_bucket = requests and bucket('requests', requests, time)
if request_bucket then
  local wait = wait_for(request_bucket, 1)
  if wait > 0 then
    return { 'REFUSED', 'REQUESTS', string.format('%.0f', wait) }
  end
end
local token_bucket = tokens and bucket('tokens', tokens, time)
local share = 0
if token_bucket then
  share = math.min(tonumber(ARGV[8]), tokens)
  local wait = wait_for(token_bucket, share)
  if wait > 0 then
    return { 'REFUSED', 'TOKENS', string.format('%.0f', wait) }
  end
end

if request_bucket then
  take(request_bucket, 1, time)
  keep_bucket(request_bucket)
end
if token_bucket then
  take(token_bucket, share, time)
  keep_bucket(token_bucket)
  redis.call('HSET', TAKEN, id, string.format('%.0f', share))
end
lease(id, time, tonumber(ARGV[4]))
if token_bucket then
  keep(TAKEN, tonumber(ARGV[4]))
end
return { 'ENTERED' }
