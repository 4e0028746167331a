-- Sets a limit from a configuration if it differs from the one that was configured last.
-- ARGV: id, account, limit, actor, clock, how many rows an account keeps
-- Answer: ROW (16 columns) | UNCHANGED
local a = account(ARGV[2])
local limit = ARGV[3]
if redis.call('HGET', account_key(a.name), 'configured') == limit then
  return { 'UNCHANGED' }
end
local before = balance_of(a)
set_limit(a, limit)
save(a)
redis.call('HSET', account_key(a.name), 'configured', limit)
local request = { ARGV[1], a.name, 'LIMIT', '0', limit, ARGV[4], '' }
return answer_row(write_audit(request, now(ARGV[5]), before, a, tonumber(ARGV[6])))
