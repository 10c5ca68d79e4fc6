--[[ What is remembered of a fingerprint's latest episode: 'startsAt|endsAt|counted|previous|storm|ordinal|seen'. endsAt is
empty while it fires. counted is 1 once it is a member of a storm or has joined one, 2 when a rule set it aside. previous
is the start of the last counted episode when this one is not. storm (an id without its dash) and ordinal say which member
it is. seen is its last arrival: by that it is forgotten, not by the key's expiry, which comes later: alerts that waited
through an outage must meet what was remembered when they arrived. ]]
local function parse(stored, arrival, memory)
  if not stored then return end
  local startsAt, endsAt, counted, previous, storm, ordinal, seen =
    stored:match('^(%-?%d*)|(%-?%d*)|(%d)|(%-?%d*)|(%x*)|(%d*)|(%d*)$')
  if arrival - tonumber(seen) > memory then return end
  return { startsAt = tonumber(startsAt), endsAt = tonumber(endsAt), counted = tonumber(counted),
    previous = tonumber(previous), storm = storm, ordinal = tonumber(ordinal), seen = tonumber(seen) }
end

local function text(n) return n and string.format('%.0f', n) or '' end

local function format(e)
  return string.format('%s|%s|%d|%s|%s|%s|%.0f', text(e.startsAt), text(e.endsAt), e.counted, text(e.previous),
    e.storm or '', e.ordinal or '', e.seen)
end

-- After a change of rules an alert may be remembered in two places: what was seen last holds.
local function latest(one, other)
  if one and other then return one.seen >= other.seen and one or other end
  return one or other
end

return { parse = parse, format = format, latest = latest }
