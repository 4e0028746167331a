-- The audit. Each change is a hash of its row; a sorted set for each account has the ids of its changes in their order.
-- Where an account has more rows than it may keep, the oldest goes, and its id is forgotten with it.
local ROW = {
  'id', 'account', 'kind', 'amount', 'limit', 'actor', 'reason', 'time',
  'limit_before', 'held_before', 'used_before', 'overage_before',
  'limit_after', 'held_after', 'used_after', 'overage_after'
}

local function change_key(id)
  return PREFIX .. ':change:' .. id
end

local function audit_key(name)
  return PREFIX .. ':audit:' .. name
end

-- The row of a change, or nil.
local function audit_row(id)
  local row = redis.call('HMGET', change_key(id), unpack(ROW))
  return row[1] and row or nil
end

-- request: id, account, kind, amount, limit, actor, reason; before: the balance as append_balance gives it
local function write_audit(request, time, before, a, keep)
  local row = {}
  for i = 1, 7 do
    row[i] = request[i]
  end
  row[8] = millis(time)
  for i = 1, 4 do
    row[8 + i] = before[i]
  end
  append_balance(row, a)
  local fields = {}
  for i, name in ipairs(ROW) do
    fields[2 * i - 1] = name
    fields[2 * i] = row[i]
  end
  redis.call('HSET', change_key(request[1]), unpack(fields))
  local number = redis.call('HINCRBY', account_key(a.name), 'changes', 1)
  redis.call('ZADD', audit_key(a.name), number, request[1])
  while redis.call('ZCARD', audit_key(a.name)) > keep do
    redis.call('DEL', change_key(redis.call('ZPOPMIN', audit_key(a.name))[1]))
  end
  return row
end

local function balance_of(a)
  local balance = {}
  append_balance(balance, a)
  return balance
end

local function answer_row(row)
  local answer = { 'ROW' }
  for i = 1, #ROW do
    answer[i + 1] = row[i]
  end
  return answer
end
