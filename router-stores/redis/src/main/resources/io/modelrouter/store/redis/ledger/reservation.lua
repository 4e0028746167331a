-- Reservations. Each is a hash of state, amount, ttl, its accounts in the order of their ids (n of them: a1, a2, ...), and
-- accrued, charged, overage, and for each account its part of the overage (o1, o2, ...). A sorted set has the holds by the
-- time they expire. Holds have no time to live; settled ones have.
local EXPIRIES = PREFIX .. ':expiries'

local function reservation_key(id)
  return PREFIX .. ':reservation:' .. id
end

-- The hash as a table, or nil.
local function reservation(id)
  local row = redis.call('HGETALL', reservation_key(id))
  if #row == 0 then
    return nil
  end
  local r = { id = id }
  for i = 1, #row, 2 do
    r[row[i]] = row[i + 1]
  end
  return r
end

local function settle(r, state, remember)
  r.state = state
  local key = reservation_key(r.id)
  redis.call('HSET', key, 'state', state)
  redis.call('PEXPIRE', key, remember)
  redis.call('ZREM', EXPIRIES, r.id)
end

-- Every account's hold gives way to the charge. Gives the accounts, or nil and no change where a sum does not fit.
local function charge_all(r, hold, actual)
  local total = plus(amount(r.charged), actual)
  if overflows(total) then
    return nil
  end
  local payers = {}
  for i = 1, tonumber(r.n) do
    local payer = account(r['a' .. i])
    if charge_overflows(payer, hold, actual) then
      return nil
    end
    payers[i] = payer
  end
  local largest = amount(r.overage)
  local changes = { 'charged', text(total) }
  for i, payer in ipairs(payers) do
    local beyond = charge(payer, hold, actual)
    if not is_zero(beyond) then
      local sum = plus(amount(r['o' .. i] or '0'), beyond)
      changes[#changes + 1] = 'o' .. i
      changes[#changes + 1] = text(sum)
      if less(largest, sum) then
        largest = sum
      end
    end
    save(payer)
  end
  r.charged = text(total)
  r.overage = text(largest)
  changes[#changes + 1] = 'overage'
  changes[#changes + 1] = r.overage
  redis.call('HSET', reservation_key(r.id), unpack(changes))
  return payers
end

local function done(r, payers)
  local answer = { 'DONE', r.charged, r.overage }
  for _, payer in ipairs(payers) do
    answer[#answer + 1] = payer.name
    append_balance(answer, payer)
  end
  return answer
end

local function replay(r)
  return { 'REPLAY', r.state, r.charged, r.overage }
end
