-- Accounts in the order of their ids.
-- ARGV: the range's lower end, what their ids begin with, most accounts
-- Answer: (account limit held used overage)...
-- Nothing that is text has the byte 255.
local last = ARGV[2] == '' and '+' or '(' .. ARGV[2] .. '\255'
local answer = {}
for _, name in ipairs(redis.call('ZRANGEBYLEX', ACCOUNTS, ARGV[1], last, 'LIMIT', 0, ARGV[3])) do
  local a = account(name)
  if a.known then
    answer[#answer + 1] = name
    append_balance(answer, a)
  end
end
return answer
