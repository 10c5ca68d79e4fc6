--[[ discard: gives up a dead aggregate job's alerts, so that they are counted as discarded and no longer as pending.

Atomic, because: an alert must be in exactly one of the sums.

KEYS 1 pending   ZSET  job id -> arrival
     2 counters  HASH
ARGV 1 job id
     2 alerts    in that job
Returns 1 when this call gave them up, 0 when they were not pending.
Cost O(log pending). ]]
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HINCRBY', KEYS[2], 'pending', -tonumber(ARGV[2]))
redis.call('HINCRBY', KEYS[2], 'discarded', ARGV[2])
return 1
