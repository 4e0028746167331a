-- Creates a hold on every account or changes nothing.
-- ARGV: id, amount, ttl, ttl in ms, clock, accounts in the order of their ids
-- Answer: GRANTED | INSUFFICIENT account | REPLAY state | CONFLICT | OVERFLOW
local id, ttl = ARGV[1], ARGV[3]
local held = amount(ARGV[2])
local FIRST = 6
local count = #ARGV - FIRST + 1

local function same_arguments(r)
  if r.amount ~= ARGV[2] or r.ttl ~= ttl or tonumber(r.n) ~= count then
    return false
  end
  for i = 1, count do
    if r['a' .. i] ~= ARGV[FIRST + i - 1] then
      return false
    end
  end
  return true
end

local existing = reservation(id)
if existing then
  if existing.n == '0' or same_arguments(existing) then
    return { 'REPLAY', existing.state }
  end
  return { 'CONFLICT' }
end

local payers = {}
for i = 1, count do
  local payer = account(ARGV[FIRST + i - 1])
  local verdict = admits(payer, held)
  if verdict == 'NO' then
    return { 'INSUFFICIENT', payer.name }
  elseif verdict == 'OVERFLOW' then
    return { 'OVERFLOW' }
  end
  payers[i] = payer
end

local record = {
  'state', 'HELD', 'amount', ARGV[2], 'ttl', ttl, 'accrued', '0', 'charged', '0', 'overage', '0', 'n', tostring(count)
}
for i, payer in ipairs(payers) do
  payer.held = plus(payer.held, held)
  save(payer)
  record[#record + 1] = 'a' .. i
  record[#record + 1] = payer.name
end
redis.call('HSET', reservation_key(id), unpack(record))
redis.call('ZADD', EXPIRIES, millis(now(ARGV[5]) + tonumber(ARGV[4])), id)
return { 'GRANTED' }
