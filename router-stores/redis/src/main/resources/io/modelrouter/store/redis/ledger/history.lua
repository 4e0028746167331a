-- The audit of an account, the newest row first.
-- ARGV: account, id of the row before ('' for the newest), most rows
-- Answer: (16 columns)...
local key = audit_key(ARGV[1])
local from = '+inf'
if ARGV[2] ~= '' then
  local number = redis.call('ZSCORE', key, ARGV[2])
  if not number then
    return {}
  end
  from = '(' .. number
end
local answer = {}
for _, id in ipairs(redis.call('ZREVRANGEBYSCORE', key, from, '-inf', 'LIMIT', 0, ARGV[3])) do
  for _, column in ipairs(audit_row(id)) do
    answer[#answer + 1] = column
  end
end
return answer
