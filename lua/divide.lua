--[[ divide: makes a storm of its own of those members of a scope's sealed storm that have one cause.

Atomic, because: an alert must be in one storm of the two, whoever asks; an end that comes meanwhile must be counted in the one
that has it.

KEYS  1-5 of the scope's storm: record, resolved, expires, tallies, late
      6-12 of the cause's: record, members, resolved, samples, flaps, expires, tallies
      13 sealed   ZSET    sealed storms by when they were sealed
      14 counters HASH
      15 last     STRING  id of the last storm of this cause
      16.. the episode memory (STRING) of each member, in the order of the members
ARGV  1 now      ms, or '' for Redis' clock
      2 scope    id of the scope's storm
      3 id       of the cause's
      4 memory   ms that `last` is kept, and half of what an episode is
      5-11 what the storm is: pattern, cause and terms (JSON each), severity, its rank, common pairs, when its first alert arrived
      12 samples number of whole alerts
      13.. these, then per member: its ordinal in the scope's storm, its text, its fingerprint if it flaps, or ''
Returns {'divided', now, state}: the storm stands, by this call or an earlier one; state is what it has come to since.
        {'gone', now}: the scope's storm is not there, or not sealed, or all of it was divided.
Cost O(members of the cause), and O(1) a kilobyte to read what has become of all in the scope. ]]
local episode, fate = require('fold.episode'), require('storm.fate')
local STRIDE, PAGE, TALLY, NO_TALLY = 3, 1000, 10, string.rep('\0', 10)
local scopeRecord, scopeResolved, scopeExpires, scopeTallies, scopeLate = unpack(KEYS, 1, 5)
local record, members, resolved, samples, flaps, expires, tallies = unpack(KEYS, 6, 12)
local sealed, counters, last, firstEpisode = KEYS[13], KEYS[14], KEYS[15], 16
local scopeId, id, memory, firstMember = ARGV[2], ARGV[3], tonumber(ARGV[4]), 13 + tonumber(ARGV[12])
local count = (#ARGV - firstMember + 1) / STRIDE
local t = redis.call('TIME')
local now = tonumber(ARGV[1]) or (t[1] * 1000 + math.floor(t[2] / 1000))

local state = redis.call('HGET', record, 'state')
if state then return { 'divided', now, state } end
local held = redis.call('HMGET', scopeRecord, 'id', 'state', 'sealAt', 'sealedAt', 'sealReason', 'truncated', 'requestId',
  'expiring', 'tallied')
if held[1] ~= scopeId or held[2] ~= 'sealed' then return { 'gone', now } end
local sealAt, sealedAt = tonumber(held[3]), tonumber(held[4])
local told = held[9] and redis.call('GET', scopeTallies) or ''
local deliveries, ended, expired, tallied, ownTallies = 0, 0, 0, false, {}

local function argsOf(first, after, offset)
  local found = {}
  for i = first, after - 1 do found[#found + 1] = ARGV[firstMember + i * STRIDE + offset] end
  return found
end

-- Deliveries and the end of one member; ends that were noted elsewhere stand in `noted`. Answers whether it has ended.
local function takeTally(ordinal)
  local own = told:sub(ordinal * TALLY + 1, (ordinal + 1) * TALLY)
  own = own .. NO_TALLY:sub(#own + 1)
  ownTallies[#ownTallies + 1] = own
  tallied = tallied or own ~= NO_TALLY
  local high, middle, low = own:byte(1, 3)
  deliveries = deliveries + 1 + high * 65536 + middle * 256 + low
  return own:sub(4) ~= NO_TALLY:sub(4)
end

local function takeEnds(first, after)
  local ordinals = argsOf(first, after, 0)
  local noted, late = redis.call('HMGET', scopeResolved, unpack(ordinals)), redis.call('HMGET', scopeLate, unpack(ordinals))
  local scores = held[8] and redis.call('ZMSCORE', scopeExpires, unpack(ordinals)) or {}
  for i, ordinal in ipairs(ordinals) do
    local place, at, score = first + i - 1, noted[i] or late[i], tonumber(scores[i] or nil)
    local hasEnded = takeTally(tonumber(ordinal)) or at
    if hasEnded then ended = ended + 1 end
    if at then redis.call('HSET', resolved, place, at) end
    -- To who is told of its end in another partition from now on.
    redis.call('HSET', scopeLate, ordinal, '')
    if score then
      redis.call('ZADD', expires, score, place)
      if not hasEnded and score <= math.min(sealAt, sealedAt) then expired = expired + 1 end
    end
  end
end

-- What comes of it from now on belongs to the cause's storm; not of one whose fingerprint has fired anew since.
local function takeEpisodes(first, after)
  local scopeRef, ref, ordinals = scopeId:gsub('-', ''), id:gsub('-', ''), argsOf(first, after, 0)
  local stored = redis.call('MGET', unpack(KEYS, firstEpisode + first, firstEpisode + after - 1))
  for i, ordinal in ipairs(ordinals) do
    local e = episode.parse(stored[i], 0, math.huge)
    if e and e.counted == 1 and e.storm == scopeRef and e.ordinal == tonumber(ordinal) then
      e.storm, e.ordinal = ref, first + i - 1
      redis.call('SET', KEYS[firstEpisode + first + i - 1], episode.format(e), 'PX', memory * 2)
    end
  end
end

for first = 0, count - 1, PAGE do
  local after = math.min(first + PAGE, count)
  takeEnds(first, after)
  takeEpisodes(first, after)
  redis.call('RPUSH', members, unpack(argsOf(first, after, 1)))
end
for i = 13, firstMember - 1 do redis.call('RPUSH', samples, ARGV[i]) end
if tallied then redis.call('SET', tallies, table.concat(ownTallies)) end

local terms, flapping = cjson.decode(ARGV[7]), 0
for _, fingerprint in ipairs(argsOf(0, count, 2)) do
  if fingerprint ~= '' then flapping = flapping + redis.call('HSET', flaps, fingerprint, terms.flapAfter) end
end
local decided = fate(terms, count, ended + expired)
-- What was only not sent again would be counted anew, should it come: then it was not heard of.
if decided == 'drop' then decided = fate(terms, count, ended) end
redis.call('HSET', record, 'schema', 1, 'id', id, 'state', 'sealed', 'pattern', ARGV[5], 'cause', ARGV[6], 'terms', ARGV[7],
  'severity', ARGV[8], 'severityRank', ARGV[9], 'commonPairs', ARGV[10], 'openedAt', ARGV[11], 'alertCount', count,
  'deliveryCount', deliveries, 'resolvedCount', ended + expired, 'flappingCount', flapping, 'sealAt', sealAt, 'sealedAt',
  sealedAt, 'sealReason', held[5], 'fate', decided, 'sealWrittenAt', t[1] * 1000 + math.floor(t[2] / 1000),
  'truncated', held[6] or 0, 'requestId', held[7] or '', 'previousId', redis.call('GET', last) or '')
if held[8] then redis.call('HSET', record, 'expiring', 1, 'expiredCount', expired) end
if tallied then redis.call('HSET', record, 'tallied', 1) end
redis.call('ZADD', sealed, now, id)
redis.call('SET', last, id, 'PX', memory)
redis.call('HINCRBY', counters, 'sealedStorms', 1)
return { 'divided', now, 'sealed' }
