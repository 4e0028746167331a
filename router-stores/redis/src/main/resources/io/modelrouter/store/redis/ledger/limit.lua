-- Creates the account or changes its limit.
-- ARGV: account, limit
local a = account(ARGV[1])
set_limit(a, ARGV[2])
save(a)
return {}
