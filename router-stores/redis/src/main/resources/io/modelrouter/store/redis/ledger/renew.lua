-- Moves the expiry of a hold and keeps the larger accrued cost.
-- ARGV: id, ttl in ms, clock, accrued
-- Answer: OK | GONE
local id = ARGV[1]
local r = reservation(id)
if not r or r.state ~= 'HELD' then
  return { 'GONE' }
end
if less(amount(r.accrued), amount(ARGV[4])) then
  redis.call('HSET', reservation_key(id), 'accrued', ARGV[4])
end
redis.call('ZADD', EXPIRIES, millis(now(ARGV[3]) + tonumber(ARGV[2])), id)
return { 'OK' }
