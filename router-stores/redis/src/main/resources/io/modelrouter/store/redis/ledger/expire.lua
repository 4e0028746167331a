-- Expires holds past their time, the earliest first: charges what had accrued. A hold whose charge would overflow stays for
-- another hour, so that it does not stop the others. Then forgets accounts of ended periods.
-- ARGV: most holds, clock, for how many ms to remember them
-- Answer: how many were expired, how many were looked at
local HOUR = 3600000
local time = now(ARGV[2])
local due = redis.call('ZRANGEBYSCORE', EXPIRIES, '-inf', millis(time), 'LIMIT', 0, ARGV[1])
local expired = 0
for _, id in ipairs(due) do
  local r = reservation(id)
  if not r or r.state ~= 'HELD' then
    redis.call('ZREM', EXPIRIES, id)
  elseif charge_all(r, amount(r.amount), amount(r.accrued)) then
    settle(r, 'EXPIRED', ARGV[3])
    expired = expired + 1
  else
    redis.call('ZADD', EXPIRIES, millis(time + HOUR), id)
  end
end
forget_periods(time)
return { tostring(expired), tostring(#due) }
