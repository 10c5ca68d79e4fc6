--[[ seal: closes a storm to new alerts once its deadline has passed, decides by its terms what is made of it, and moves it
from its pattern's keys to its own.

Atomic, because: a fold must see the storm open and whole, or not at all.

Called only on the road of the alerts (in the order of their queue), or with force: then what arrived before the
deadline has been folded already.

KEYS 1-8  the pattern's open storm: record, members, resolved, repeats, samples, flaps, expires, tallies
     9-16 the storm's own keys, in the same order
     17 opens     ZSET    open storms by deadline
     18 sealed    ZSET    sealed storms by when they were sealed
     19 last      STRING  id of the pattern's last sealed storm
     20 cooldown  HASH    what may join that: id, until, rank, base, max, joined; or undivided, its id, of a scope's storm until
                      it is settled; or dropped, its id without the dash, and openedAt
     21 tenants   HASH    what each tenant has open
     22 counters  HASH
ARGV 1 now     ms, or '' for Redis' clock
     2 id      the storm
     3 memory  ms that `last` is kept
     4 force   1 seals before the deadline
     5 arrival ms of an alert that is past the deadline, or '': it proves that the deadline has come, whatever the
               clock says now
Returns {'sealed', now, state}: it is sealed, by this call or an earlier one; state is what it has come to since.
        {'not yet', now, ms that remain}
        {'gone', now}: neither open nor remembered.
Cost O(1): renames; O(log alerts) where some said when they would end; O(ends that an older version or `late` noted). ]]
local fate = require('storm.fate')
local TALLY_BITS, DELIVERIES = 80, 24
local t = redis.call('TIME')
local id, memory, force = ARGV[2], ARGV[3], ARGV[4] == '1'
local now = math.max(tonumber(ARGV[1]) or (t[1] * 1000 + math.floor(t[2] / 1000)), tonumber(ARGV[5]) or 0)
local record, own, expires, opens, sealed, last = KEYS[1], KEYS[9], KEYS[15], KEYS[17], KEYS[18], KEYS[19]
local cooldown, tenants, counters = KEYS[20], KEYS[21], KEYS[22]

local state = redis.call('HGET', own, 'state')
if state then return { 'sealed', now, state } end
local held = redis.call('HMGET', record, 'id', 'sealAt', 'maxAt', 'maxReason', 'alertCount', 'resolvedCount',
  'severityRank', 'terms', 'tenant', 'expiring', 'openedAt', 'tallied')
if held[1] ~= id then
  redis.call('ZREM', opens, id)
  return { 'gone', now }
end
local sealAt, alertCount = tonumber(held[2]), tonumber(held[5])
local maxAt = tonumber(held[3] or nil) or sealAt
local remaining = sealAt - now
if remaining > 0 and not force then return { 'not yet', now, remaining } end

for i = 1, 8 do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 8]) end
end

-- By the deadline, not by when somebody got to it: what has been sent since is not in this storm, and renewed nothing here.
local expired = held[10] and redis.call('ZCOUNT', expires, '-inf', math.min(sealAt, now)) or 0
local resolved = tonumber(held[6] or 0) + expired

-- An older version beside this one can't see that an end was noted, and has counted it again.
for _, ordinal in ipairs(held[12] and redis.call('HKEYS', KEYS[11]) or {}) do
  local at = ordinal * TALLY_BITS + DELIVERIES
  if redis.call('BITFIELD', KEYS[16], 'GET', 'u56', at)[1] ~= 0 then
    resolved = resolved - 1
    redis.call('HSET', own, 'resolvedCount', resolved)
  end
end
if held[10] then redis.call('HSET', own, 'resolvedCount', resolved, 'expiredCount', expired) end

local terms = cjson.decode(held[8] or '{}')
local function reason()
  if remaining > 0 then return 'forced' end
  return sealAt < maxAt and 'quiet' or held[4] or 'expired'
end
-- What is made of it is decided cause by cause, by `divide`.
local decided = terms.correlate and 'storm' or fate(terms, alertCount, resolved)
-- Redis' own time, whatever clock the storms run on: it says how long the seal has been on its way to the disk.
redis.call('HSET', own, 'state', 'sealed', 'sealedAt', now, 'sealReason', reason(), 'fate', decided,
  'sealWrittenAt', t[1] * 1000 + math.floor(t[2] / 1000))
redis.call('ZREM', opens, id)
redis.call('ZADD', sealed, now, id)
redis.call('SET', last, id, 'PX', memory)

-- From the deadline on, not from when somebody got to it; and only where there will be a resource to join.
redis.call('DEL', cooldown)
-- Nothing more may be folded until it is divided: what is carried over out of it would meet what came long after it.
if terms.correlate then redis.call('HSET', cooldown, 'undivided', id) end
if terms.cooldownMs and decided == 'storm' then
  redis.call('HSET', cooldown, 'id', id, 'until', math.min(sealAt, now) + terms.cooldownMs, 'rank', held[7],
    'base', alertCount, 'max', terms.cooldownMax, 'joined', 0)
  redis.call('PEXPIRE', cooldown, terms.cooldownMs + memory)
end

-- Nobody said that they had ended: they may not have been heard of. Should they come again, they are to be counted again.
if decided == 'drop' and fate(terms, alertCount, resolved - expired) ~= 'drop' then
  redis.call('HSET', cooldown, 'dropped', (id:gsub('-', '')), 'openedAt', held[11])
  -- As long as their episodes are kept.
  redis.call('PEXPIRE', cooldown, memory * 2)
end

local tenant = held[9]
if tenant and tenant ~= '' then
  if redis.call('HINCRBY', tenants, 'storms|' .. tenant, -1) <= 0 then redis.call('HDEL', tenants, 'storms|' .. tenant) end
  if redis.call('HINCRBY', tenants, 'alerts|' .. tenant, -alertCount) <= 0 then
    redis.call('HDEL', tenants, 'alerts|' .. tenant)
  end
end
if not terms.correlate then redis.call('HINCRBY', counters, 'sealedStorms', 1) end
if remaining > 0 then redis.call('HINCRBY', counters, 'forcedStorms', 1) end
return { 'sealed', now, 'sealed' }
