-- The end of an episode. What ended is remembered, also where it was never seen firing.

-- It ended after its storm was sealed. Versions before this one remembered a storm without its pattern's hash.
local function lateEnd(e, arrival)
  local id = #e.storm == 12 and (ARGV[12] .. '-' .. e.storm) or (e.storm:sub(1, 16) .. '-' .. e.storm:sub(17))
  return { kind = 'ended', id = id, ordinal = e.ordinal, text = string.format('%.0f', e.endsAt), at = arrival }
end

-- `holder` is the open storm that it is a member of.
local function resolve(c, e, a, holder)
  local startsAt = tonumber(ARGV[a + 2])
  local endsAt = math.max(tonumber(ARGV[a + 3]) or c.arrival, startsAt or -math.huge)
  local unseen = { startsAt = startsAt, endsAt = endsAt, counted = 0 }
  if not e then return unseen end
  if startsAt and e.startsAt and startsAt > (e.endsAt or e.startsAt + c.skew) then
    unseen.previous = e.counted ~= 0 and e.startsAt or e.previous
    return unseen
  end
  if e.startsAt and endsAt < e.startsAt then return e end
  local isFirst = not e.endsAt
  e.endsAt = math.max(endsAt, e.endsAt or endsAt)
  if holder then
    c.storms.redeliver(holder, e)
    c.storms.markResolved(holder, e)
  elseif isFirst and e.counted == 1 then
    c.late[#c.late + 1] = lateEnd(e, c.arrival)
  end
  return e
end

return { resolve = resolve, lateEnd = lateEnd }
