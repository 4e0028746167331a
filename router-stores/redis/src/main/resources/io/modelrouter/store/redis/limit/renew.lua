-- A call that is in stays so for another lease.
-- ARGV: name, id, clock, lease in ms
local time = now(ARGV[3])
if is_in(ARGV[2], time) then
  lease(ARGV[2], time, tonumber(ARGV[4]))
  if redis.call('HEXISTS', TAKEN, ARGV[2]) == 1 then
    keep(TAKEN, tonumber(ARGV[4]))
  end
end
return {}
