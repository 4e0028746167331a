-- Accounts in the order of their ids.
-- ARGV: the range's lower end, its upper end, most accounts
-- Answer: (account limit held used overage)...
local answer = {}
for _, name in ipairs(redis.call('ZRANGEBYLEX', ACCOUNTS, ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])) do
  local a = account(name)
  if a.known then
    answer[#answer + 1] = name
    append_balance(answer, a)
  end
end
return answer
