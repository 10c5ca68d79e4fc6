--[[ updated: records that a storm's resource says what came after the seal, as far as it was read.

Atomic, because: what came meanwhile must leave the storm among those to be updated.

KEYS 1 record   HASH  the storm's own
     2 updates  ZSET  storms whose resource does not say yet what came later
ARGV 1 id   the storm
     2 seq  its `lateSeq` when it was read; '' takes it off the list whatever came
Returns 1 when it is up to date, 0 when more came meanwhile.
Cost O(log updates). ]]
local seq = redis.call('HGET', KEYS[1], 'lateSeq')
if ARGV[2] ~= '' and seq and seq ~= ARGV[2] then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
