-- What a rule mutes: such alerts are counted and listed, and remembered as set aside, so that they are listed once.
local KEPT = 1000

local function isMuted(arrival)
  for from, untilMs in ARGV[10]:gmatch('(%-?%d+),(%-?%d+)') do
    if arrival >= tonumber(from) and arrival < tonumber(untilMs) then return true end
  end
  return false
end

-- `a` is the alert's place in ARGV.
local function setAside(c, e, a)
  c.sums.muted = (c.sums.muted or 0) + 1
  if e.counted ~= 2 then
    redis.call('XADD', KEYS[5], 'MAXLEN', '~', KEPT, '*', 'at', string.format('%.0f', c.arrival), 'requestId', ARGV[9],
      'pattern', ARGV[13], 'terms', ARGV[14], 'member', ARGV[a + 6])
  end
  e.counted = 2
  return e
end

return { isMuted = isMuted, setAside = setAside }
