--[[ fold: adds one job's alerts to the open storm of their pattern, and opens one if there is none.

Atomic, because: what an alert is (new, a repeat, a later episode) and where it goes is decided by what was folded
before it, and the job's answer must stand exactly when its alerts do: a job that runs again gets that answer again.

KEYS  1 pending    ZSET    job id -> arrival
      2 answers    HASH    job id -> its first answer
      3 counters   HASH
      4 opens      ZSET    open storms by deadline
      5 record     HASH    the pattern's open storm
      6 members    LIST    its episodes
      7 resolved   HASH    ordinal -> endsAt
      8 repeats    HASH    ordinal -> deliveries beyond the first
      9 samples    LIST    its first whole alerts
     10 last       STRING  id of the pattern's last sealed storm
     11.. one episode memory (STRING) per alert, in the order of the alerts
ARGV  1 now        ms, or '' for Redis' clock
      2 job id
      3 acks       number of job ids whose answers are of no more use
      4 memory     ms that an episode is remembered
      5 skew       ms by which a re-send's startsAt may be later than the first
      6 window     ms from a storm's first alert to its deadline
      7 instance   part of every storm id
      8 pattern    its hash
      9 pattern    its text and labels, JSON
     10 truncated  1 if the sender cut alerts off
     11 samples    how many whole alerts a storm keeps
     12 request id
     13.. acks job ids, then per alert: status ('firing' or 'resolved'), fingerprint, startsAt ms or '', endsAt ms or
          '', severity rank (0 is the highest), severity, member JSON, ',pair,pair,' ids, whole alert JSON
Returns {'folded', now, answer}: answer is 'again|opened|folded|repeated|resolved|refired|storm id|deadline'; again is 1
        when this job was folded before, opened is 1 when it opened the storm.
        {'due', now, storm id, arrival}: its deadline is not after this job's arrival; seal it, then fold again.
        {'unknown', now}: the job is not pending: it did not come through intake, or was folded and cleared away.
Cost O(alerts of the job), whatever the storm's size. ]]
local FIRST_EPISODE, FIRST_ACK, STRIDE = 11, 13, 9
local pending, answers, counters, opens, record = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local members, resolvedKey, repeatsKey, samplesKey, last = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local jobId, acks = ARGV[2], tonumber(ARGV[3])
local memory, skew, window = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local sampleCap = tonumber(ARGV[11])

local t = redis.call('TIME')
local now = tonumber(ARGV[1]) or (t[1] * 1000 + math.floor(t[2] / 1000))
-- Before the acks: one of them may be this job's own, should Redis have lost that it was done.
local answered = redis.call('HGET', answers, jobId)
if answered then return { 'folded', now, '1' .. answered } end
for i = FIRST_ACK, FIRST_ACK + acks - 1 do redis.call('HDEL', answers, ARGV[i]) end
local arrival = tonumber(redis.call('ZSCORE', pending, jobId) or nil)
if not arrival then return { 'unknown', now } end

local held = redis.call('HMGET', record, 'id', 'sealAt', 'alertCount', 'severityRank', 'commonPairs')
local id, sealAt, count = held[1], tonumber(held[2] or 0), tonumber(held[3] or 0)
local rank, common = tonumber(held[4] or 0), held[5]
if id and arrival >= sealAt then return { 'due', now, id, arrival } end

local firstAlert = FIRST_ACK + acks
local alerts = (#ARGV - firstAlert + 1) / STRIDE
local sums = { opened = 0, folded = 0, repeated = 0, resolved = 0, refired = 0 }
local deliveries, resolvedNow, severity = 0, 0, nil
local newMembers, newSamples = {}, {}
--[[ An episode's memory is 'startsAt|endsAt|counted|previous|storm|ordinal|seen': endsAt is empty while it fires, counted
is 1 once it is a member of a storm, previous is the start of the last counted episode when this one is not, storm and
ordinal say which member it is, seen is its last arrival. By that it is forgotten, not by the key's expiry, which comes
later: alerts that waited through an outage must meet what was remembered when they arrived. ]]
local function parse(text)
  if not text then return end
  local startsAt, endsAt, counted, previous, storm, ordinal, seen =
    text:match('^(%-?%d*)|(%-?%d*)|(%d)|(%-?%d*)|(%x*)|(%d*)|(%d*)$')
  if arrival - tonumber(seen) > memory then return end
  return { startsAt = tonumber(startsAt), endsAt = tonumber(endsAt), counted = counted == '1',
    previous = tonumber(previous), storm = storm, ordinal = tonumber(ordinal) }
end

local function text(n) return n and string.format('%.0f', n) or '' end
local function format(e)
  local counted = e.counted and '1' or '0'
  return table.concat({ text(e.startsAt), text(e.endsAt), counted, text(e.previous), e.storm or '', text(e.ordinal),
    text(arrival) }, '|')
end

local function isMember(e) return id and e.counted and e.storm == id:sub(-12) end
local function markResolved(e)
  resolvedNow = resolvedNow + redis.call('HSETNX', resolvedKey, e.ordinal, text(e.endsAt))
end

local function redeliver(e)
  deliveries = deliveries + 1
  redis.call('HINCRBY', repeatsKey, e.ordinal, 1)
end
-- A pair stays common only while every member has it. What is left shrinks fast: a few finds.
local function keepCommon(pairIds)
  if not common then common = pairIds return end
  if common == pairIds or common == ',' then return end
  local kept = {}
  for pair in common:gmatch('[^,]+') do
    if pairIds:find(',' .. pair .. ',', 1, true) then kept[#kept + 1] = pair end
  end
  common = #kept == 0 and ',' or (',' .. table.concat(kept, ',') .. ',')
end

local function open(fingerprint, startsAt)
  local previous = redis.call('GET', last)
  local hash = redis.sha1hex(table.concat({ ARGV[7], ARGV[8], text(arrival), fingerprint, text(startsAt) }, '|'))
  -- Sealed by force and opened again within one millisecond: it must not take the other's name.
  if previous == ARGV[8] .. '-' .. hash:sub(1, 12) then hash = redis.sha1hex(hash) end
  id, sealAt, count, rank, common = ARGV[8] .. '-' .. hash:sub(1, 12), arrival + window, 0, nil, nil
  redis.call('HSET', record, 'schema', 1, 'id', id, 'state', 'open', 'pattern', ARGV[9], 'openedAt', arrival,
    'sealAt', sealAt, 'requestId', ARGV[12], 'previousId', previous or '')
  redis.call('ZADD', opens, sealAt, id)
  sums.opened = 1
end

local function join(e, a)
  if id then sums.folded = sums.folded + 1 else open(ARGV[a + 1], e.startsAt) end
  e.counted, e.previous, e.storm, e.ordinal = true, nil, id:sub(-12), count
  count, deliveries = count + 1, deliveries + 1
  newMembers[#newMembers + 1] = text(arrival) .. ' ' .. ARGV[a + 6]
  local r = tonumber(ARGV[a + 4])
  if not rank or r < rank then rank, severity = r, ARGV[a + 5] end
  keepCommon(ARGV[a + 7])
  if count <= sampleCap then newSamples[#newSamples + 1] = ARGV[a + 8] end
  if e.endsAt then markResolved(e) end
  return e
end

local function again(e)
  sums.repeated = sums.repeated + 1
  if isMember(e) then redeliver(e) end
  return e
end
local function refire(startsAt, a)
  sums.refired = sums.refired + 1
  return join({ startsAt = startsAt }, a)
end
-- Of an episode that was counted and a later one that was never seen firing, the one that began nearer to it.
local function isPrevious(e, startsAt)
  return e.previous and e.startsAt and startsAt - e.previous < e.startsAt - startsAt
end

local function fire(e, a)
  local startsAt = tonumber(ARGV[a + 2])
  if not e then return join({ startsAt = startsAt }, a) end
  if e.endsAt then
    if not startsAt or startsAt > e.endsAt then return refire(startsAt, a) end
    if e.counted or isPrevious(e, startsAt) then return again(e) end
    return join(e, a)
  end
  if startsAt and e.startsAt and startsAt > e.startsAt + skew then return refire(startsAt, a) end
  e.startsAt = e.startsAt or startsAt
  return again(e)
end

local function resolve(e, a)
  sums.resolved = sums.resolved + 1
  local startsAt = tonumber(ARGV[a + 2])
  local endsAt = math.max(tonumber(ARGV[a + 3]) or arrival, startsAt or -math.huge)
  local unseen = { startsAt = startsAt, endsAt = endsAt, counted = false }
  if not e then return unseen end
  if startsAt and e.startsAt and startsAt > (e.endsAt or e.startsAt + skew) then
    unseen.previous = e.counted and e.startsAt or e.previous
    return unseen
  end
  if e.startsAt and endsAt < e.startsAt then return e end
  e.endsAt = math.max(endsAt, e.endsAt or endsAt)
  if isMember(e) then redeliver(e) markResolved(e) end
  return e
end

-- One fingerprint may stand in a job twice: the second must see what the first left.
local remembered = {}
local stored = redis.call('MGET', unpack(KEYS, FIRST_EPISODE))
for i = 1, alerts do remembered[KEYS[FIRST_EPISODE + i - 1]] = parse(stored[i]) end
for i = 1, alerts do
  local key, a = KEYS[FIRST_EPISODE + i - 1], firstAlert + (i - 1) * STRIDE
  local act = ARGV[a] == 'resolved' and resolve or fire
  remembered[key] = act(remembered[key], a)
end
for key, e in pairs(remembered) do redis.call('SET', key, format(e), 'PX', memory * 2) end

if #newMembers > 0 then redis.call('RPUSH', members, unpack(newMembers)) end
if #newSamples > 0 then redis.call('RPUSH', samplesKey, unpack(newSamples)) end
if id then
  redis.call('HINCRBY', record, 'deliveryCount', deliveries)
  redis.call('HINCRBY', record, 'resolvedCount', resolvedNow)
  redis.call('HSET', record, 'alertCount', count, 'commonPairs', common or ',')
  if severity then redis.call('HSET', record, 'severity', severity, 'severityRank', rank) end
  if ARGV[10] == '1' then redis.call('HSET', record, 'truncated', 1) end
end

redis.call('ZREM', pending, jobId)
redis.call('HINCRBY', counters, 'pending', -alerts)
for outcome, n in pairs(sums) do
  if n > 0 then redis.call('HINCRBY', counters, outcome, n) end
end
local answer = table.concat({ '', sums.opened, sums.folded, sums.repeated, sums.resolved, sums.refired, id or '',
  text(sealAt) }, '|')
redis.call('HSET', answers, jobId, answer)
return { 'folded', now, '0' .. answer }
