-- ARGV: account
-- Answer: limit held used overage, or nothing
local a = account(ARGV[1])
local answer = {}
if a.known then
  append_balance(answer, a)
end
return answer
