-- ARGV: caller, id, clock, model, channel, ms to keep it
local keep = tonumber(ARGV[6])
redis.call('HSET', KEY, 'model', ARGV[4], 'channel', ARGV[5], 'until', string.format('%.0f', now(ARGV[3]) + keep))
redis.call('PEXPIRE', KEY, string.format('%.0f', keep))
return {}
