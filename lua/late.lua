--[[ late: records what befell a storm after it was sealed: alerts that ended, and alerts that joined it in its cooldown.

Atomic, because: the same may be told twice, and each must be counted once.

KEYS 1 record       HASH  the storm's own
     2 late         HASH  ordinal -> endsAt of alerts that ended after the seal, '' of one that a division has handed on
     3 joined       HASH  ordinal -> '<arrival> <member JSON>'
     4 open         HASH  the record of the pattern's open storm
     5 openResolved HASH  ordinal -> endsAt there
     6 resolved     HASH  ordinal -> endsAt of alerts that had ended by the seal
     7 updates      ZSET  storms whose resource does not say yet what came later, by since when
     8 openExpires  ZSET  ordinal -> when it will have ended, there
     9 expires      ZSET  the same, of this storm once it is sealed
    10 openTallies  STRING  what has become of each member, there; lua/fold/tallies.lua says how
    11 tallies      STRING  the same, of this storm once it is sealed
ARGV 1 now  ms, or '' for Redis' clock
     2 id   the storm
     3.. kind ('ended' or 'joined'), ordinal, text (endsAt, or '<arrival> <member JSON>'), severity rank and severity ('' for
         ended), arrival of what ended ('' where it is not known), each time
Returns {'recorded', now, state, wanted, ordinals}: wanted is 1 when the storm's resource is to be updated; ordinals are those
        of alerts that its division has handed on already: who has them now is to be told.
        {'gone', now}: there is no such storm, or no more, or it was divided.
Cost O(entries); O(log alerts of the storm) for each where some said when they would end. ]]
local STRIDE, TALLY_BITS, DELIVERIES = 6, 80, 24
local sealed, late, joined, open, openResolved, resolved, updates, openExpires, expires = unpack(KEYS)
local openTallies, tallies = KEYS[10], KEYS[11]
local t = redis.call('TIME')
local now = tonumber(ARGV[1]) or (t[1] * 1000 + math.floor(t[2] / 1000))
local id = ARGV[2]

-- It may be open still, under a rule that its alerts have left meanwhile.
local isOpen = redis.call('HGET', open, 'id') == id
local record = isOpen and open or sealed
local held = redis.call('HMGET', record, 'state', 'terms', 'joinedRank', 'sealAt', 'sealedAt', 'expiring', 'tallied')
local state, terms = held[1], cjson.decode(held[2] or '{}')
-- A storm that was divided has its alerts in others.
if not state or state == 'divided' then return { 'gone', now } end

local rank, changed, handedOn = tonumber(held[3] or nil), 0, {}
local function tell(count, lastAt, n)
  if n == 0 then return end
  changed = changed + n
  redis.call('HINCRBY', record, count, n)
  redis.call('HSET', record, lastAt, now)
end
-- Past its deadline it only waits for its seal, and what is made of it must not depend on how long.
local function endedInTime(i)
  local arrival = tonumber(ARGV[i + 5])
  return isOpen and ARGV[i] == 'ended' and not (arrival and arrival >= tonumber(held[4]))
end
-- It had not been sent again in time: the seal counts it among what had ended, or will, where it is still to come.
local function hasExpired(ordinal)
  local at = held[6] and redis.call('ZSCORE', isOpen and openExpires or expires, ordinal)
  return at and tonumber(at) <= math.min(tonumber(held[4]), tonumber(held[5] or nil) or math.huge)
end
local function hasEnded(ordinal)
  if redis.call('HEXISTS', isOpen and openResolved or resolved, ordinal) == 1 then return true end
  local at = ordinal * TALLY_BITS + DELIVERIES
  return held[7] and redis.call('BITFIELD', isOpen and openTallies or tallies, 'GET', 'u56', at)[1] ~= 0
end
local function endedOpen(ordinal, text)
  return hasEnded(ordinal) and 0 or redis.call('HSETNX', openResolved, ordinal, text)
end
-- Told before the seal, and by a rerun after it again: it stands among what had ended.
local function endedLate(ordinal, text)
  if terms.correlate and redis.call('HGET', late, ordinal) == '' then
    handedOn[#handedOn + 1] = tonumber(ordinal)
    return 0
  end
  if hasEnded(ordinal) or hasExpired(ordinal) then return 0 end
  return redis.call('HSETNX', late, ordinal, text)
end
for i = 3, #ARGV, STRIDE do
  local ordinal, text, r = ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 3])
  if endedInTime(i) then
    redis.call('HINCRBY', open, 'resolvedCount', endedOpen(ordinal, text))
    if held[6] then redis.call('ZREM', openExpires, ordinal) end
  elseif ARGV[i] == 'ended' then tell('endedLateCount', 'lastEndedAt', endedLate(ordinal, text))
  else
    tell('joinedCount', 'lastJoinedAt', redis.call('HSETNX', joined, ordinal, text))
    if not rank or r < rank then
      rank = r
      redis.call('HSET', record, 'joinedRank', r, 'joinedSeverity', ARGV[i + 4])
    end
  end
end

-- A settled storm's keys expire together.
local ttl = redis.call('PTTL', record)
if ttl > 0 then
  redis.call('PEXPIRE', late, ttl)
  redis.call('PEXPIRE', joined, ttl)
end
if not terms.updates then return { 'recorded', now, state, 0, handedOn } end
if changed > 0 then
  redis.call('HINCRBY', record, 'lateSeq', 1)
  redis.call('ZADD', updates, 'NX', now, id)
end
return { 'recorded', now, state, redis.call('ZSCORE', updates, id) and 1 or 0, handedOn }
