-- Pairs of amounts in, five results out for each: sum, difference or 0, whether less, the smaller, whether the sum overflows.
local answer = {}
for i = 1, #ARGV, 2 do
  local a, b = amount(ARGV[i]), amount(ARGV[i + 1])
  answer[#answer + 1] = text(plus(a, b))
  answer[#answer + 1] = text(room(a, b))
  answer[#answer + 1] = tostring(less(a, b))
  answer[#answer + 1] = text(least(a, b))
  answer[#answer + 1] = tostring(overflows(plus(a, b)))
end
return answer
