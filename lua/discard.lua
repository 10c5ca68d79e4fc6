--[[ discard: gives up a dead aggregate job's alerts, so that they are counted as discarded and no longer as pending.

Atomic, because: an alert must be in exactly one of the sums.

KEYS 1 pending   ZSET  job id -> arrival
     2 answers   HASH  job id..'/part' -> what was folded of it already
     3 counters  HASH
ARGV 1 job id
     2 alerts    in that job
Returns 1 when this call gave them up, 0 when they were not pending.
Cost O(log pending). ]]
local pending, answers, counters, jobId = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
if redis.call('ZREM', pending, jobId) == 0 then return 0 end
local part = redis.call('HGET', answers, jobId .. '/part')
local left = tonumber(ARGV[2]) - (part and cjson.decode(part).next - 1 or 0)
redis.call('HDEL', answers, jobId .. '/part')
redis.call('HINCRBY', counters, 'pending', -left)
redis.call('HINCRBY', counters, 'discarded', left)
return 1
