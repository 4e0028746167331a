-- ARGV: caller, id, clock
redis.call('DEL', KEY)
return {}
