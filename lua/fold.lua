--[[ fold: adds one job's alerts to the open storm of their pattern, and opens one if there is none.

Atomic, because: what an alert is (new, a repeat, a later episode) and where it goes is decided by what was folded
before it, and the job's answer must stand exactly when its alerts do: a job that runs again gets that answer again.

KEYS  1 pending    ZSET    job id -> arrival
      2 answers    HASH    job id -> its first answer; job id..'/part' -> what was done of a job that is not done yet
      3 counters   HASH
      4 opens      ZSET    open storms by deadline
      5 muted      STREAM  alerts that a rule set aside, the latest
      6 tenants    HASH    'storms|'..tenant and 'alerts|'..tenant -> what it has open
      7-16 the pattern's open storm: record, members, resolved, repeats, samples, flaps, expires, tallies, last (STRING: id
           of the last sealed storm), cooldown (HASH: what may join that, or that it is undivided)
     17.. with a tenant, the same ten of its overflow storm; then one episode memory (STRING) per alert, in the order of
          the alerts
ARGV  1 now        ms, or '' for Redis' clock
      2 job id
      3 acks       number of job ids whose answers are of no more use
      4 memory     ms that an episode is remembered
      5 skew       ms by which a re-send's startsAt may be later than the first
      6 instance   part of every storm id
      7 truncated  1 if the sender cut alerts off
      8 samples    how many whole alerts a storm keeps
      9 request id
     10 muted      'from,until,...' in ms: an alert that arrived within is set aside
     11 tenant     its name, or '' where nothing is limited
     12-18 what the pattern's storm is opened with: hash, text and labels (JSON), terms (JSON), window in ms, quiet in ms,
           most alerts, flaps; 0 for none
     19.. with a tenant, the same seven of its overflow storm, then most storms and most alerts that it may have open, 0
          for any number; then acks job ids, then per alert: status ('firing' or 'resolved'), fingerprint, startsAt ms or
          '', endsAt ms or '' (of a firing one, when it will have ended unless it is sent again), severity rank (0 is the
          highest), severity, member JSON, ',pair,pair,' ids, whole alert JSON, ms that an urgent alert waits or '', what
          another partition remembers of it or ''. From rank to the urgent wait all are '' of one that is taken for a
          repeat, or ended; the whole alert is '' in all where the storm is taken to keep no more
Returns {'folded', now, again, answer}: again is 1 when this job was folded before. answer is 'opened|folded|repeated|
        resolved|refired|joined|muted|storms|late': storms are the open ones, each 'id,sealAt,' and o (opened by this
        job), s (its deadline was brought forward), w (it has all whole alerts that it keeps), with ; between; late is
        what befell sealed storms, JSON.
        {'due', now, storm id, arrival}: its deadline is not after this job's arrival, or it is the last of the scope and not
        divided yet; seal it, divide it, then fold again.
        {'whole', now}: nothing of the job was done: more is needed of some of its alerts than came along.
        {'unknown', now}: the job is not pending: it did not come through intake, or was folded and cleared away.
Cost O(alerts of the job), whatever the storm's size; O(log alerts of the storm) for each that says when it will end. ]]
local episode, judge, storms = require('fold.episode'), require('fold.judge'), require('fold.storm')
local STRIDE, OUTCOMES = 11, { 'opened', 'folded', 'repeated', 'resolved', 'refired', 'joined', 'muted' }
local pending, answers, counters = KEYS[1], KEYS[2], KEYS[3]
local jobId, acks, memory, tenant = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[11]
local isLimited = tenant ~= ''
local firstEpisode, firstAck = isLimited and 27 or 17, isLimited and 28 or 19
local firstAlert = firstAck + acks

local t = redis.call('TIME')
local now = tonumber(ARGV[1]) or (t[1] * 1000 + math.floor(t[2] / 1000))
-- Before the acks: one of them may be this job's own, should Redis have lost that it was done.
local known = redis.call('HMGET', answers, jobId, jobId .. '/part')
if known[1] then return { 'folded', now, 1, known[1] } end
for i = firstAck, firstAck + acks - 1 do redis.call('HDEL', answers, ARGV[i]) end
local arrival = tonumber(redis.call('ZSCORE', pending, jobId) or nil)
if not arrival then return { 'unknown', now } end

-- Limits count what is open by now, so that whatever is due in this partition is sealed first: all of it has been folded.
local due = isLimited and redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', arrival, 'LIMIT', 0, 1)[1]
if due then return { 'due', now, due, arrival } end
local storm = storms.load(7, 12, tenant)
-- Whoever sealed it died before it was divided, or sealed it by force.
local undivided = ARGV[14]:find('"correlate":true', 1, true) and redis.call('HGET', storm.cooldown, 'undivided')
if undivided then return { 'due', now, undivided, arrival } end
if storms.isDue(storm, arrival) then return { 'due', now, storm.id, arrival } end
local overflow = isLimited and storms.load(17, 19, '') or nil
local limits = overflow and require('fold.limits')(KEYS[6], tenant, tonumber(ARGV[26]), tonumber(ARGV[27]))

-- What an earlier call did of this job, before a storm that was full had to be sealed.
local part = known[2] and cjson.decode(known[2]) or { next = 1, sums = {}, storms = {}, late = {} }
local was = {}
for outcome, n in pairs(part.sums) do was[outcome] = n end
local context = { arrival = arrival, skew = tonumber(ARGV[5]), storms = storms, storm = storm, overflow = overflow,
  limits = limits, sums = part.sums, late = part.late,
  isMuted = ARGV[10] ~= '' and require('fold.aside').isMuted(arrival) }

-- One fingerprint may stand in a job twice: the second must see what the first left.
local remembered, changed, done = {}, {}, part.next - 1
local alerts = (#ARGV - firstAlert + 1) / STRIDE
local stored = redis.call('MGET', unpack(KEYS, firstEpisode))
for i = 1, alerts do
  local e, elsewhere = episode.parse(stored[i], arrival, memory), ARGV[firstAlert + i * STRIDE - 1]
  if elsewhere ~= '' then e = episode.latest(e, episode.parse(elsewhere, arrival, memory)) end
  remembered[KEYS[firstEpisode + i - 1]] = e
end
local at = { first = firstAlert, stride = STRIDE, keys = firstEpisode, from = done + 1, to = alerts }
if not require('fold.enough')(judge, context, at, remembered) then return { 'whole', now } end
while done < alerts and not storms.isDue(storm, arrival) do
  local key = KEYS[firstEpisode + done]
  local before = remembered[key]
  local e = judge.judge(context, before, firstAlert + done * STRIDE)
  -- A dead letter that is retried is older than what was seen since.
  e.seen = math.max(arrival, before and before.seen or arrival)
  remembered[key], changed[key], done = e, e, done + 1
end
for key, e in pairs(changed) do redis.call('SET', key, episode.format(e), 'PX', memory * 2) end

if storm.id then part.storms[#part.storms + 1] = storms.write(storm) end
if overflow and overflow.id then part.storms[#part.storms + 1] = storms.write(overflow) end
if context.cooldown then context.cooldown:write() end
redis.call('HINCRBY', counters, 'pending', part.next - 1 - done)
for outcome, n in pairs(part.sums) do
  if n ~= was[outcome] then redis.call('HINCRBY', counters, outcome, n - (was[outcome] or 0)) end
end

part.next = done + 1
if done < alerts then
  redis.call('HSET', answers, jobId .. '/part', cjson.encode(part))
  return { 'due', now, storm.id, arrival }
end
redis.call('ZREM', pending, jobId)
if known[2] then redis.call('HDEL', answers, jobId .. '/part') end
local answer = {}
for i, outcome in ipairs(OUTCOMES) do answer[i] = part.sums[outcome] or 0 end
answer[8] = table.concat(part.storms, ';')
answer[9] = #part.late > 0 and cjson.encode(part.late) or ''
answer = table.concat(answer, '|')
redis.call('HSET', answers, jobId, answer)
return { 'folded', now, 0, answer }
