--[[ carry: takes members of a scope's sealed storm over into the scope's open storm, and opens one if there is none: those whose
cause began too late for its window to have ended with that of the others.

Atomic, because: an alert must be in one storm of the two, whoever asks; an end that comes meanwhile must be counted in the one
that has it; and what is carried twice would be counted twice.

KEYS  1-7 of the sealed storm: record, resolved, expires, tallies, late, samples, flaps
      8-14 of the scope's open storm: record, members, resolved, samples, flaps, expires, tallies
      15 opens    ZSET   open storms by deadline
      16.. the episode memory (STRING) of each member, in the order of the members
ARGV  1 now      ms, or '' for Redis' clock
      2 scope    id of the sealed storm
      3 step     1 for the first members that are carried, then 2 and so on
      4 memory   ms, half of what an episode is kept
      5 id       of the storm that is opened if there is none
      6 deadline ms, when the window of the first of their causes ends
      7-10 what that storm is opened with: pattern and terms (JSON each), request id, when the first of them arrived
      11.. per member: its ordinal in the sealed storm, its text, the whole alert, severity rank, severity, its fingerprint
Returns {'carried', now, id, sealAt}: the open storm that has them; '' and 0 when it is not open any more, which can be only
        where an earlier call did this step.
        {'gone', now}: the sealed storm is not there, or not sealed (any more).
Cost O(members), and O(1) a kilobyte to read what has become of all in the scope. ]]
local episode = require('fold.episode')
local STRIDE, TALLY, NO_TALLY = 6, 10, string.rep('\0', 10)
local scopeRecord, scopeResolved, scopeExpires, scopeTallies, scopeLate, scopeSamples, scopeFlaps = unpack(KEYS, 1, 7)
local record, members, resolved, samples, flaps, expires, tallies = unpack(KEYS, 8, 14)
local opens, firstEpisode, firstMember = KEYS[15], 16, 11
local scopeId, step, memory, deadline = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[6])
local count = (#ARGV - firstMember + 1) / STRIDE
local t = redis.call('TIME')
local now = tonumber(ARGV[1]) or (t[1] * 1000 + math.floor(t[2] / 1000))

local scope = redis.call('HMGET', scopeRecord, 'id', 'state', 'carried', 'expiring', 'tallied', 'truncated')
if scope[1] ~= scopeId or scope[2] ~= 'sealed' then return { 'gone', now } end
if tonumber(scope[3] or 0) >= step then
  local to, at = unpack(redis.call('HMGET', record, 'id', 'sealAt'))
  local isOpen = to and redis.call('HGET', scopeRecord, 'carried:' .. step):find(to, 1, true)
  return { 'carried', now, isOpen and to or '', isOpen and tonumber(at) or 0 }
end

local terms = cjson.decode(ARGV[8])
if redis.call('EXISTS', record) == 0 then
  redis.call('HSET', record, 'schema', 1, 'id', ARGV[5], 'state', 'open', 'pattern', ARGV[7], 'terms', ARGV[8], 'requestId',
    ARGV[9], 'openedAt', ARGV[10], 'previousId', scopeId, 'quietMs', 0, 'maxAlerts', terms.maxAlerts or 0, 'flapAfter',
    terms.flapAfter or 0, 'tenant', '', 'commonPairs', ',', 'sealAt', deadline, 'maxAt', deadline)
end
local held = redis.call('HMGET', record, 'id', 'sealAt', 'maxAt', 'alertCount', 'deliveryCount', 'resolvedCount',
  'severityRank', 'severity', 'expiring', 'tallied', 'flapAfter')
local id, base, rank, severity = held[1], tonumber(held[4] or 0), tonumber(held[7] or nil), held[8]
local deliveries, ended, flapping, flapAfter = 0, 0, 0, tonumber(held[11] or 0)
local hasFlaps = flapAfter > 0 and redis.call('EXISTS', scopeFlaps) == 1
-- To who comes late, and asks for a member of the storm that was sealed.
redis.call('HSET', scopeRecord, 'carried', step, 'carried:' .. step, id .. ' ' .. base)
local told = scope[5] and redis.call('GET', scopeTallies) or ''
local ref, scopeRef = id:gsub('-', ''), scopeId:gsub('-', '')

-- What it was sealed under a version that knew nothing of these may have left their keys.
local function begin(flag, key, had)
  if had then return end
  redis.call('HSET', record, flag, 1)
  redis.call('DEL', key)
end
if scope[4] then begin('expiring', expires, held[9]) end
if scope[5] then begin('tallied', tallies, held[10]) end

-- Deliveries and the end, which may be noted elsewhere.
local function takeTally(from, to)
  local own = told:sub(from * TALLY + 1, (from + 1) * TALLY)
  own = own .. NO_TALLY:sub(#own + 1)
  if own ~= NO_TALLY then redis.call('SETRANGE', tallies, to * TALLY, own) end
  local high, middle, low = own:byte(1, 3)
  deliveries = deliveries + 1 + high * 65536 + middle * 256 + low
  local hasEnded = own:sub(4) ~= NO_TALLY:sub(4)
  local noted = not hasEnded and (redis.call('HGET', scopeResolved, from) or redis.call('HGET', scopeLate, from))
  if noted then redis.call('HSET', resolved, to, noted) end
  if hasEnded or noted then ended = ended + 1 end
  local score = scope[4] and not hasEnded and not noted and redis.call('ZSCORE', scopeExpires, from)
  if score then redis.call('ZADD', expires, score, to) end
end

-- How often it fired again so far; of several episodes of one fingerprint, with the first of them.
local function takeFlaps(fingerprint)
  local times = tonumber(redis.call('HGET', scopeFlaps, fingerprint) or nil)
  if not times then return end
  redis.call('HDEL', scopeFlaps, fingerprint)
  local all = redis.call('HINCRBY', flaps, fingerprint, times)
  if all >= flapAfter and all - times < flapAfter then flapping = flapping + 1 end
end

local function takeEpisode(key, from, to)
  local e = episode.parse(redis.call('GET', key), 0, math.huge)
  if not e or e.counted ~= 1 or e.storm ~= scopeRef or e.ordinal ~= from then return end
  e.storm, e.ordinal = ref, to
  redis.call('SET', key, episode.format(e), 'PX', memory * 2)
end

for i = 0, count - 1 do
  local a = firstMember + i * STRIDE
  local from, to, ownRank = tonumber(ARGV[a]), base + i, tonumber(ARGV[a + 3])
  redis.call('RPUSH', members, ARGV[a + 1])
  redis.call('RPUSH', samples, ARGV[a + 2])
  -- Else a kilobyte would be left each time, and where much is urgent it is carried over again and again.
  if ARGV[a + 2] ~= '' then redis.pcall('LSET', scopeSamples, from, '') end
  if not rank or ownRank < rank then rank, severity = ownRank, ARGV[a + 4] end
  if hasFlaps then takeFlaps(ARGV[a + 5]) end
  takeTally(from, to)
  -- To who is told of its end in another partition from now on.
  redis.call('HSET', scopeLate, from, '')
  takeEpisode(KEYS[firstEpisode + i], from, to)
end

local sealAt, maxAt = math.min(tonumber(held[2]), deadline), math.min(tonumber(held[3]), deadline)
redis.call('HSET', record, 'sealAt', sealAt, 'maxAt', maxAt, 'alertCount', base + count, 'deliveryCount',
  tonumber(held[5] or 0) + deliveries, 'resolvedCount', tonumber(held[6] or 0) + ended, 'severityRank', rank, 'severity',
  severity)
if scope[6] == '1' then redis.call('HSET', record, 'truncated', 1) end
if flapping > 0 then redis.call('HINCRBY', record, 'flappingCount', flapping) end
redis.call('ZADD', opens, sealAt, id)
return { 'carried', now, id, sealAt }
