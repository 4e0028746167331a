-- Removes a hold and charges nothing. An unknown id gets a tombstone, which has no accounts.
-- ARGV: id, reason, for how many ms to remember it
-- Answer: DONE charged overage (account limit held used overage)... | REPLAY state charged overage
local id = ARGV[1]
local r = reservation(id)
if not r then
  r = { id = id, charged = '0', overage = '0' }
  redis.call('HSET', reservation_key(id),
    'state', 'RELEASED', 'n', '0', 'charged', '0', 'overage', '0', 'reason', ARGV[2])
  redis.call('PEXPIRE', reservation_key(id), ARGV[3])
  return done(r, {})
end
if r.state ~= 'HELD' then
  return replay(r)
end

local payers = {}
local held = amount(r.amount)
for i = 1, tonumber(r.n) do
  local payer = account(r['a' .. i])
  payer.held = without(payer, held)
  save(payer)
  payers[i] = payer
end
redis.call('HSET', reservation_key(id), 'reason', ARGV[2])
settle(r, 'RELEASED', ARGV[3])
return done(r, payers)
