--[[ seal: closes a storm to new alerts once its deadline has passed, and moves it from its pattern's keys to its own.

Atomic, because: a fold must see the storm open and whole, or not at all.

Called only on the road of the alerts (in the order of their queue), or with force: then what arrived before the
deadline has been folded already.

KEYS 1-5  the pattern's open storm: record, members, resolved, repeats, samples
     6-10 the storm's own keys, in the same order
     11 opens     ZSET    open storms by deadline
     12 sealed    ZSET    sealed storms by when they were sealed
     13 last      STRING  id of the pattern's last sealed storm
     14 counters  HASH
ARGV 1 now     ms, or '' for Redis' clock
     2 id      the storm
     3 memory  ms that `last` is kept
     4 reason  written with the storm
     5 force   1 seals before the deadline
     6 arrival ms of an alert that is past the deadline, or '': it proves that the deadline has come, whatever the
               clock says now
Returns {'sealed', now, state}: it is sealed, by this call or an earlier one; state is what it has come to since.
        {'not yet', now, ms that remain}
        {'gone', now}: neither open nor remembered.
Cost O(1): renames. ]]
local t = redis.call('TIME')
local id, force = ARGV[2], ARGV[5] == '1'
local now = math.max(tonumber(ARGV[1]) or (t[1] * 1000 + math.floor(t[2] / 1000)), tonumber(ARGV[6]) or 0)
local record, own, opens, sealed, last, counters = KEYS[1], KEYS[6], KEYS[11], KEYS[12], KEYS[13], KEYS[14]

local state = redis.call('HGET', own, 'state')
if state then return { 'sealed', now, state } end
if redis.call('HGET', record, 'id') ~= id then return { 'gone', now } end
local remaining = tonumber(redis.call('HGET', record, 'sealAt')) - now
if remaining > 0 and not force then return { 'not yet', now, remaining } end

for i = 1, 5 do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 5]) end
end
-- Redis' own time, whatever clock the storms run on: it says how long the seal has been on its way to the disk.
redis.call('HSET', own, 'state', 'sealed', 'sealedAt', now, 'sealReason', ARGV[4],
  'sealWrittenAt', t[1] * 1000 + math.floor(t[2] / 1000))
redis.call('ZREM', opens, id)
redis.call('ZADD', sealed, now, id)
redis.call('SET', last, id, 'PX', ARGV[3])
redis.call('HINCRBY', counters, 'sealedStorms', 1)
if force and remaining > 0 then redis.call('HINCRBY', counters, 'forcedStorms', 1) end
return { 'sealed', now, 'sealed' }
