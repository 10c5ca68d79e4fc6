--[[ settle: records what became of a sealed storm, and starts its expiry once nothing more can come of it.

Atomic, because: the state, the index that the sweep reads, and the counter must never disagree.

KEYS 1-12 the storm's own keys: record, members, resolved, repeats, samples, flaps, expires, tallies, late, joined,
          manifest, plan
     13-18 ZSETs of the storms that are sealed, failed, submitted, dropped, discarded, divided
     19 counters HASH
     20 cooldown HASH    what may join the last storm of its pattern, or that it is to be divided yet
ARGV 1 now        ms, or '' for Redis' clock
     2 id         the storm
     3 outcome    'submitted', 'dropped', 'failed', 'sealed' (again, by a retry), 'discarded' or 'divided'
     4 retention  ms that a submitted, dropped, discarded or divided storm is kept
     5 detail     the resource's name when submitted, the ids of its storms when divided, else the reason
     6 looked     ms that the alerts of a divided storm are kept, '' for any other
Returns {'settled', now, state before}: done.
        {'already', now, state}: it is in that state, or past any change.
        {'refused', now, state}: that outcome can't follow this state; state is '' when there is no such storm.
Cost O(1), O(log storms) to tidy the index of what has expired, and O(alerts) where some of a divided storm were carried over. ]]
local MAY_FOLLOW = {
  sealed = { failed = true },
  submitted = { sealed = true, failed = true },
  dropped = { sealed = true },
  failed = { sealed = true },
  discarded = { failed = true },
  divided = { sealed = true },
}
local INDEX = { sealed = KEYS[13], failed = KEYS[14], submitted = KEYS[15], dropped = KEYS[16], discarded = KEYS[17],
  divided = KEYS[18] }
local FINAL = { submitted = true, dropped = true, discarded = true, divided = true }

local t = redis.call('TIME')
local now = tonumber(ARGV[1]) or (t[1] * 1000 + math.floor(t[2] / 1000))
local id, outcome, retention, detail = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local record, counters, cooldown = KEYS[1], KEYS[19], KEYS[20]

-- What was carried over has left an empty sample. It is of no more use here, and where much is urgent it is carried over again
-- and again: the same alerts would be kept for each time.
local function forgetCarried(members, samples)
  local PAGE, kept = 500, { {}, {} }
  for first = 0, redis.call('LLEN', members) - 1, PAGE do
    local last = first + PAGE - 1
    local texts, wholes = redis.call('LRANGE', members, first, last), redis.call('LRANGE', samples, first, last)
    for i, whole in ipairs(wholes) do
      if whole ~= '' then table.insert(kept[1], texts[i]) table.insert(kept[2], whole) end
    end
  end
  for i, key in ipairs({ members, samples }) do
    redis.call('UNLINK', key)
    for first = 1, #kept[i], PAGE do
      redis.call('RPUSH', key, unpack(kept[i], first, math.min(first + PAGE - 1, #kept[i])))
    end
  end
end

local state = redis.call('HGET', record, 'state')
if state == outcome then return { 'already', now, state } end
if not state or not MAY_FOLLOW[outcome][state] then return { 'refused', now, state or '' } end

redis.call('HSET', record, 'state', outcome)
redis.call('ZREM', INDEX[state], id)
redis.call('ZADD', INDEX[outcome], now, id)
if outcome == 'submitted' then
  redis.call('HSET', record, 'submittedAt', now, 'resourceName', detail)
  redis.call('HDEL', record, 'reason')
elseif outcome == 'divided' then
  redis.call('HSET', record, 'dividedInto', detail)
  -- All of it is in the storms that it was divided into. The plan says where, to who comes late; what comes next is looked
  -- at beside its alerts.
  redis.call('UNLINK', KEYS[3], KEYS[4], unpack(KEYS, 6, 11))
  if redis.call('HEXISTS', record, 'carried') == 1 then forgetCarried(KEYS[2], KEYS[5]) end
else
  redis.call('HSET', record, 'reason', detail)
end
if FINAL[outcome] then
  for i = 1, 12 do redis.call('PEXPIRE', KEYS[i], retention) end
  if outcome == 'divided' then
    for _, i in ipairs({ 2, 5 }) do redis.call('PEXPIRE', KEYS[i], math.min(tonumber(ARGV[6]) or 0, retention)) end
  end
  redis.call('ZREMRANGEBYSCORE', INDEX[outcome], '-inf', '(' .. string.format('%.0f', now - retention))
  redis.call('HINCRBY', counters, outcome .. 'Storms', 1)
end
-- Divided, or given up: what comes next must not wait for it any longer.
if redis.call('HGET', cooldown, 'undivided') == id then redis.call('HDEL', cooldown, 'undivided') end
-- There will be no resource: what joined it would be heard of by nobody.
if outcome == 'discarded' and redis.call('HGET', cooldown, 'id') == id then redis.call('DEL', cooldown) end
if outcome == 'dropped' then redis.call('HINCRBY', counters, 'dropped', redis.call('HGET', record, 'alertCount')) end
return { 'settled', now, state }
