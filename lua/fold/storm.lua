--[[ The open storm of one pattern, in its ten keys: record, members, resolved, repeats, samples, flaps, expires, tallies, last,
cooldown. It is read once, changed in memory alert by alert, and written once. ]]
local function positive(value) value = tonumber(value) return value and value > 0 and value or nil end

-- `base` is the first of its keys, `terms` the first of what it would be opened with in ARGV, `tenant` whose it would be.
local function load(base, terms, tenant)
  local held = redis.call('HMGET', KEYS[base], 'id', 'sealAt', 'alertCount', 'severityRank', 'commonPairs', 'maxAt',
    'quietMs', 'maxAlerts', 'flapAfter', 'deliveryCount', 'resolvedCount', 'severity', 'tenant', 'expiring', 'tallied')
  local sealAt = tonumber(held[2] or nil)
  return { record = KEYS[base], members = KEYS[base + 1], resolved = KEYS[base + 2], repeats = KEYS[base + 3],
    samples = KEYS[base + 4], flaps = KEYS[base + 5], expires = KEYS[base + 6], tallies = KEYS[base + 7],
    last = KEYS[base + 8], cooldown = KEYS[base + 9], terms = terms, expiring = held[14], tallied = held[15],
    tenant = held[1] and (held[13] or '') or tenant, id = held[1], sealAt = sealAt, count = tonumber(held[3] or nil),
    rank = tonumber(held[4] or nil), common = held[5] or nil, maxAt = tonumber(held[6] or nil) or sealAt,
    quietMs = positive(held[7]), maxAlerts = positive(held[8]), flapAfter = positive(held[9]),
    deliveries = tonumber(held[10] or 0), resolvedCount = tonumber(held[11] or 0), severity = held[12] or nil,
    newMembers = {}, newSamples = {} }
end

-- As an episode has it; made once a job.
local function refOf(s)
  s.ref = s.ref or (s.id:gsub('-', ''))
  return s.ref
end

-- Not of an overflow storm, which is of many patterns: whole alerts come along wherever there may be one.
local function hasSamples(s) return s.id and s.count >= tonumber(ARGV[8]) end

local function isDue(s, arrival) return s.id and arrival >= s.sealAt end

local function holds(s, e)
  if not s.id or e.counted ~= 1 then return false end
  -- Versions before this one remembered a storm without its pattern's hash.
  return e.storm == refOf(s) or e.storm == s.id:sub(-12)
end

-- With their commas, as they are looked for.
local function pairsIn(common)
  local found = {}
  for pair in common:gmatch('[^,]+') do found[#found + 1] = ',' .. pair .. ',' end
  return found
end

local function intersect(pairs, pairIds)
  local kept = {}
  for i = 1, #pairs do
    if pairIds:find(pairs[i], 1, true) then kept[#kept + 1] = pairs[i]:sub(2, -2) end
  end
  return #kept == 0 and ',' or (',' .. table.concat(kept, ',') .. ',')
end

-- A pair stays common only while every member has it. What is left shrinks fast, and stays: then it is a few finds.
local function keepCommon(s, pairIds)
  local common = s.common
  if not common then s.common = pairIds return end
  if common == pairIds or common == ',' then return end
  if s.pairsOf ~= common then s.pairs, s.pairsOf = pairsIn(common), common end
  for i = 1, #s.pairs do
    if not pairIds:find(s.pairs[i], 1, true) then
      s.common = intersect(s.pairs, pairIds)
      return
    end
  end
end

-- The end can be put off by a new alert (quiet), and brought forward (urgent: for alerts of later arrivals only; full).
local function moveDeadline(s, arrival, urgentMs)
  local before, maxBefore = s.sealAt, s.maxAt
  -- Never back: a dead letter that somebody retries has an arrival long past.
  if s.quietMs then s.sealAt = math.max(before, arrival + s.quietMs) end
  if urgentMs and arrival + math.max(urgentMs, 1) < s.maxAt then
    s.maxAt, s.maxReason = arrival + math.max(urgentMs, 1), 'urgent'
  end
  if s.maxAlerts and s.count >= s.maxAlerts then s.maxAt, s.maxReason = arrival, 'full' end
  s.sealAt = math.min(s.sealAt, s.maxAt)
  s.moved = s.moved or s.sealAt ~= before or s.maxAt ~= maxBefore
  s.sooner = s.sooner or s.sealAt < before
end

local function talliesOf(s)
  s.told = s.told or require('fold.tallies')(s)
  return s.told
end

local function markResolved(s, e)
  s.resolvedCount = s.resolvedCount + talliesOf(s).finish(e.ordinal, e.endsAt)
  if s.expiring then redis.call('ZREM', s.expires, e.ordinal) end
end

-- `a` is the place in ARGV of an alert that fires.
local function renew(s, e, a)
  if not e.endsAt and (s.expiring or ARGV[a + 3] ~= '') then require('fold.expiry')(s, e, ARGV[a + 3]) end
end

-- `a` is the alert's place in ARGV.
local function add(s, e, arrival, a)
  e.counted, e.previous, e.storm, e.ordinal = 1, nil, refOf(s), s.count
  s.count, s.deliveries = s.count + 1, s.deliveries + 1
  s.newMembers[#s.newMembers + 1] = string.format('%.0f', arrival) .. ' ' .. ARGV[a + 6]
  local rank = tonumber(ARGV[a + 4])
  if not s.rank or rank < s.rank then s.rank, s.severity = rank, ARGV[a + 5] end
  keepCommon(s, ARGV[a + 7])
  if s.count <= tonumber(ARGV[8]) then s.newSamples[#s.newSamples + 1] = ARGV[a + 8] end
  if e.endsAt then markResolved(s, e) end
  renew(s, e, a)
  if s.quietMs or s.maxAlerts or ARGV[a + 9] ~= '' then moveDeadline(s, arrival, tonumber(ARGV[a + 9])) end
end

local function redeliver(s, e)
  s.deliveries = s.deliveries + 1
  talliesOf(s).redeliver(e.ordinal)
end

local function refired(s, fingerprint)
  if s.flapAfter and redis.call('HINCRBY', s.flaps, fingerprint, 1) == s.flapAfter then
    redis.call('HINCRBY', s.record, 'flappingCount', 1)
  end
end

-- Returns what `fold` answers of it.
local function write(s)
  if #s.newMembers > 0 then redis.call('RPUSH', s.members, unpack(s.newMembers)) end
  if #s.newSamples > 0 then redis.call('RPUSH', s.samples, unpack(s.newSamples)) end
  redis.call('HSET', s.record, 'alertCount', s.count, 'deliveryCount', s.deliveries, 'resolvedCount', s.resolvedCount,
    'severity', s.severity, 'severityRank', s.rank, 'commonPairs', s.common)
  if s.told then s.told.write() end
  if ARGV[7] == '1' then redis.call('HSET', s.record, 'truncated', 1) end
  -- Whosever these alerts are by now: `seal` takes off all that are in it.
  if s.tenant ~= '' and #s.newMembers > 0 then
    if s.opened then redis.call('HINCRBY', KEYS[6], 'storms|' .. s.tenant, 1) end
    redis.call('HINCRBY', KEYS[6], 'alerts|' .. s.tenant, #s.newMembers)
  end
  if s.opened or s.moved then
    redis.call('HSET', s.record, 'sealAt', s.sealAt, 'maxAt', s.maxAt)
    redis.call('ZADD', KEYS[4], s.sealAt, s.id)
  end
  if s.maxReason then redis.call('HSET', s.record, 'maxReason', s.maxReason) end
  local did = (s.opened and 'o' or '') .. (s.sooner and 's' or '') .. (hasSamples(s) and 'w' or '')
  return s.id .. ',' .. string.format('%.0f', s.sealAt) .. ',' .. did
end

return { load = load, hasSamples = hasSamples, isDue = isDue, holds = holds, add = add, markResolved = markResolved,
  redeliver = redeliver, renew = renew, refired = refired, write = write }
