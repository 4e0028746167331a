-- ARGV: id
-- Answer: state, or nothing
local r = reservation(ARGV[1])
return r and { r.state } or {}
