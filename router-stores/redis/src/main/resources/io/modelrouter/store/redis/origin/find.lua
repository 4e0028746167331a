-- ARGV: caller, id, clock; gives model and channel, or nothing
local row = redis.call('HMGET', KEY, 'model', 'channel', 'until')
if row[1] and tonumber(row[3]) > now(ARGV[3]) then
  return { row[1], row[2] }
end
return {}
