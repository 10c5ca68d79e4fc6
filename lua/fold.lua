--[[ fold: adds one job's alerts to the open storm of their pattern, and opens one if there is none.

Atomic, because: what an alert is (new, a repeat, a later episode) and where it goes is decided by what was folded
before it, and the job's answer must stand exactly when its alerts do: a job that runs again gets that answer again.

KEYS  1 pending    ZSET    job id -> arrival
      2 answers    HASH    job id -> its first answer; job id..'/part' -> what was done of a job that is not done yet
      3 counters   HASH
      4 opens      ZSET    open storms by deadline
      5 muted      STREAM  alerts that a rule set aside, the latest
      6 tenants    HASH    'storms|'..tenant and 'alerts|'..tenant -> what it has open
      7-14 the pattern's open storm: record, members, resolved, repeats, samples, flaps, last (STRING: id of the last
           sealed storm), cooldown (HASH: what may join that)
     15-22 the same of the tenant's overflow storm; without limits the pattern's again
     23.. one episode memory (STRING) per alert, in the order of the alerts
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
     12 storms     most that the tenant may have open, 0 for any number
     13 alerts     most in the tenant's open storms, 0 for any number
     14-20 what the pattern's storm is opened with: hash, text and labels (JSON), terms (JSON), window in ms, quiet in ms,
           most alerts, flaps; 0 for none
     21-27 the same of the overflow storm
     28.. acks job ids, then per alert: status ('firing' or 'resolved'), fingerprint, startsAt ms or '', endsAt ms or
          '', severity rank (0 is the highest), severity, member JSON, ',pair,pair,' ids, whole alert JSON, ms that an
          urgent alert waits or '', what another partition remembers of it or ''
Returns {'folded', now, again, answer}: again is 1 when this job was folded before. answer is 'opened|folded|repeated|
        resolved|refired|joined|muted|storms|late': storms are the open ones, each 'id,sealAt,' and o (opened by this
        job), s (its deadline was brought forward), f (full), with ; between; late is what befell sealed storms, JSON.
        {'due', now, storm id, arrival}: its deadline is not after this job's arrival; seal it, then fold again.
        {'unknown', now}: the job is not pending: it did not come through intake, or was folded and cleared away.
Cost O(alerts of the job), whatever the storm's size. ]]
local episode, judging, load, cooldownAt =
  require('fold.episode'), require('fold.judge'), require('fold.storm'), require('fold.cooldown')
local FIRST_EPISODE, FIRST_ACK, STRIDE = 23, 28, 11
local OUTCOMES = { 'opened', 'folded', 'repeated', 'resolved', 'refired', 'joined', 'muted' }
local pending, answers, counters, opens, mutedKey, tenants = unpack(KEYS, 1, 6)
local jobId, acks, memory, tenant = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[11]

local t = redis.call('TIME')
local now = tonumber(ARGV[1]) or (t[1] * 1000 + math.floor(t[2] / 1000))
-- Before the acks: one of them may be this job's own, should Redis have lost that it was done.
local known = redis.call('HMGET', answers, jobId, jobId .. '/part')
if known[1] then return { 'folded', now, 1, known[1] } end
for i = FIRST_ACK, FIRST_ACK + acks - 1 do redis.call('HDEL', answers, ARGV[i]) end
local arrival = tonumber(redis.call('ZSCORE', pending, jobId) or nil)
if not arrival then return { 'unknown', now } end

local function termsAt(i, owner)
  local function positive(text) local n = tonumber(text) return n > 0 and n or nil end
  return { hash = ARGV[i], json = ARGV[i + 1], all = ARGV[i + 2], windowMs = tonumber(ARGV[i + 3]),
    quietMs = positive(ARGV[i + 4]), maxAlerts = positive(ARGV[i + 5]), flapAfter = positive(ARGV[i + 6]), tenant = owner }
end
local storm = load(KEYS, 7, termsAt(14, tenant))
local overflow = tenant ~= '' and load(KEYS, 15, termsAt(21, '')) or nil
if storm:isDue(arrival) then return { 'due', now, storm.id, arrival } end
if overflow and overflow:isDue(arrival) then return { 'due', now, overflow.id, arrival } end

local function isMuted()
  for from, untilMs in ARGV[10]:gmatch('(%-?%d+),(%-?%d+)') do
    if arrival >= tonumber(from) and arrival < tonumber(untilMs) then return true end
  end
  return false
end
local function tenantUse(what) return tonumber(redis.call('HGET', tenants, what .. '|' .. tenant) or 0) end
local limits = overflow and { maxStorms = tonumber(ARGV[12]), maxAlerts = tonumber(ARGV[13]),
  storms = tenantUse('storms'), alerts = tenantUse('alerts') }

-- What an earlier call did of this job, before a storm that was full had to be sealed.
local part = known[2] and cjson.decode(known[2]) or { next = 1, sums = {}, storms = {}, late = {} }
local was = {}
for outcome, n in pairs(part.sums) do was[outcome] = n end
local cooldown = cooldownAt(KEYS[14])
local judge = judging({ arrival = arrival, skew = tonumber(ARGV[5]), instance = ARGV[6], sampleCap = tonumber(ARGV[8]),
  requestId = ARGV[9], muted = ARGV[10] ~= '' and isMuted(), mutedKey = mutedKey, storm = storm, overflow = overflow,
  cooldown = cooldown, limits = limits, sums = part.sums, late = part.late })

local firstAlert = FIRST_ACK + acks
local alerts = (#ARGV - firstAlert + 1) / STRIDE
local function alertAt(i)
  local a = firstAlert + (i - 1) * STRIDE
  return { status = ARGV[a], fingerprint = ARGV[a + 1], startsAt = tonumber(ARGV[a + 2]), endsAt = tonumber(ARGV[a + 3]),
    rank = tonumber(ARGV[a + 4]), severity = ARGV[a + 5], member = ARGV[a + 6], pairIds = ARGV[a + 7],
    sample = ARGV[a + 8], urgentMs = tonumber(ARGV[a + 9]) }
end

-- One fingerprint may stand in a job twice: the second must see what the first left.
local remembered, stored, done = {}, redis.call('MGET', unpack(KEYS, FIRST_EPISODE)), part.next - 1
for i = 1, alerts do
  local elsewhere = ARGV[firstAlert + i * STRIDE - 1]
  remembered[KEYS[FIRST_EPISODE + i - 1]] =
    episode.latest(episode.parse(stored[i], arrival, memory), episode.parse(elsewhere, arrival, memory))
end
local changed = {}
while done < alerts and not storm:isDue(arrival) do
  done = done + 1
  local key = KEYS[FIRST_EPISODE + done - 1]
  remembered[key] = judge(remembered[key], alertAt(done))
  changed[key] = remembered[key]
end
for key, e in pairs(changed) do redis.call('SET', key, episode.format(e, arrival), 'PX', memory * 2) end

local function finish(s)
  if not s.id then return end
  s:write(opens, ARGV[7] == '1')
  local did = (s.opened and 'o' or '') .. (s.sooner and 's' or '') .. (s.maxReason == 'full' and 'f' or '')
  part.storms[#part.storms + 1] = s.id .. ',' .. episode.text(s.sealAt) .. ',' .. did
end
finish(storm)
if overflow then finish(overflow) end
cooldown:write()
if limits then
  redis.call('HINCRBY', tenants, 'storms|' .. tenant, limits.storms - tenantUse('storms'))
  redis.call('HINCRBY', tenants, 'alerts|' .. tenant, limits.alerts - tenantUse('alerts'))
end
redis.call('HINCRBY', counters, 'pending', part.next - 1 - done)
for outcome, n in pairs(part.sums) do
  if n > (was[outcome] or 0) then redis.call('HINCRBY', counters, outcome, n - (was[outcome] or 0)) end
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
answer[#answer + 1] = table.concat(part.storms, ';')
answer[#answer + 1] = #part.late > 0 and cjson.encode(part.late) or ''
answer = table.concat(answer, '|')
redis.call('HSET', answers, jobId, answer)
return { 'folded', now, 0, answer }
