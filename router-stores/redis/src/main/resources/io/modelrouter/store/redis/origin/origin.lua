-- A hash for each answer: model, channel, and until when in ms. It goes by itself then.
-- ARGV: caller, id, clock (empty for the server's)
local KEY = KEYS[1] .. ':origin:' .. #ARGV[1] .. ':' .. ARGV[1] .. ':' .. ARGV[2]

local function now(given)
  if given ~= '' then
    return tonumber(given)
  end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
