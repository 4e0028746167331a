-- Charges a hold, or what an expired one still owes.
-- ARGV: id, actual, source, for how many ms to remember it
-- Answer: DONE charged overage (account limit held used overage)... | REPLAY state charged overage | UNKNOWN | OVERFLOW
local actual = amount(ARGV[2])
local r = reservation(ARGV[1])
if not r then
  return { 'UNKNOWN' }
end

local payers, state
if r.state == 'HELD' then
  state = 'CONFIRMED'
  payers = charge_all(r, amount(r.amount), actual)
elseif r.state == 'EXPIRED' then
  state = 'CONFIRMED_LATE'
  payers = charge_all(r, ZERO, room(actual, amount(r.accrued)))
else
  return replay(r)
end
if not payers then
  return { 'OVERFLOW' }
end
redis.call('HSET', reservation_key(r.id), 'source', ARGV[3])
settle(r, state, ARGV[4])
return done(r, payers)
