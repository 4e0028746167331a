-- Puts an account back that was lost. One that is there stays as it is.
-- ARGV: account, limit, used, overage
-- Answer: ABSENT (it was, and is there now) | PRESENT
local a = account(ARGV[1])
if a.known then
  return { 'PRESENT' }
end
a.limit, a.used, a.overage = ARGV[2], amount(ARGV[3]), amount(ARGV[4])
save(a)
return { 'ABSENT' }
