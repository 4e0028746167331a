-- Makes an administrator's change together with its row in the audit.
-- ARGV: id, account, kind, amount (without its sign), limit ('' for none), actor, reason, sign ('-' or ''), clock, how many
-- rows an account keeps
-- Answer: ROW (16 columns) | REFUSED why
local kind, sign, limit = ARGV[3], ARGV[8], ARGV[5]
local request = { ARGV[1], ARGV[2], kind, sign .. ARGV[4], limit, ARGV[6], ARGV[7] }

local existing = audit_row(ARGV[1])
if existing then
  for i = 1, 7 do
    if existing[i] ~= request[i] then
      return { 'REFUSED', 'OTHER_CHANGE' }
    end
  end
  return answer_row(existing)
end

local a = account(ARGV[2])
local by = amount(ARGV[4])
local before = balance_of(a)
if kind == 'LIMIT' then
  set_limit(a, limit)
elseif not a.known then
  return { 'REFUSED', 'UNKNOWN_ACCOUNT' }
elseif kind == 'TOP_UP' then
  if not a.bound then
    return { 'REFUSED', 'UNLIMITED' }
  end
  local raised = plus(a.bound, by)
  if overflows(raised) then
    return { 'REFUSED', 'OVERFLOW' }
  end
  set_limit(a, text(raised))
elseif sign == '' then
  if charge_overflows(a, ZERO, by) then
    return { 'REFUSED', 'OVERFLOW' }
  end
  charge(a, ZERO, by)
else
  if less(plus(a.used, a.overage), by) then
    return { 'REFUSED', 'TOO_MUCH_BACK' }
  end
  local from_overage = least(a.overage, by)
  a.overage = minus(a.overage, from_overage)
  a.used = minus(a.used, minus(by, from_overage))
end
save(a)
return answer_row(write_audit(request, now(ARGV[9]), before, a, tonumber(ARGV[10])))
