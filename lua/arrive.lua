--[[ arrive: stamps the jobs of some requests with their arrival, and counts what intake did with their alerts.

Atomic, because: it runs as the first command of the transaction that adds the jobs. An alert is counted exactly when
its job exists, and its arrival stands before any worker can see it.

KEYS 1 pending   ZSET    job id -> arrival
     2 counters  HASH
     3 rejects   STREAM  the quarantine
ARGV 1 now        ms, or '' for Redis' clock
     2 received   alerts of the requests that belong to this partition, before any was judged
     3 excluded   of these, excluded
     4 faults     number of faults for which some of these were rejected
     5 cap        most entries the quarantine keeps
     6 jobs       number of jobs
     7.. job id, alerts in it           (jobs times)
     then fault, alerts rejected for it (faults times)
     then request id, index, reason, raw (once per rejected alert, the last `cap` of them)
Returns the arrival in ms.
Cost O(jobs log pending + cap). ]]
local MOST_STEP_BACK = 60000
local t = redis.call('TIME')
local pending, counters, rejects = KEYS[1], KEYS[2], KEYS[3]
local now = tonumber(ARGV[1]) or (t[1] * 1000 + math.floor(t[2] / 1000))
local faults, jobs = tonumber(ARGV[4]), tonumber(ARGV[6])

-- A clock that steps back must not put an alert before one that came earlier: order in the queue is order in time.
-- But a clock that was ahead by minutes must not hold every later storm's deadline back.
local lastArrival = tonumber(redis.call('HGET', counters, 'lastArrival') or 0)
local arrival = (lastArrival - now > MOST_STEP_BACK) and now or math.max(now, lastArrival)
redis.call('HSET', counters, 'lastArrival', arrival)

local queued = 0
for i = 7, 6 + jobs * 2, 2 do
  redis.call('ZADD', pending, arrival, ARGV[i])
  queued = queued + tonumber(ARGV[i + 1])
end

-- `rejected` is what its faults add up to, and no sum of its own. What an older intake counts beside us has no fault.
local rejected, firstFault, firstRaw = 0, 7 + jobs * 2, 7 + jobs * 2 + faults * 2
for i = firstFault, firstRaw - 1, 2 do
  redis.call('HINCRBY', counters, 'rejected:' .. ARGV[i], ARGV[i + 1])
  rejected = rejected + tonumber(ARGV[i + 1])
end

for i = firstRaw, #ARGV, 4 do
  redis.call('XADD', rejects, 'MAXLEN', ARGV[5], '*',
    'at', arrival, 'requestId', ARGV[i], 'index', ARGV[i + 1], 'reason', ARGV[i + 2], 'raw', ARGV[i + 3])
end

redis.call('HINCRBY', counters, 'received', ARGV[2])
redis.call('HINCRBY', counters, 'excluded', ARGV[3])
redis.call('HINCRBY', counters, 'rejected', rejected)
redis.call('HINCRBY', counters, 'queued', queued)
redis.call('HINCRBY', counters, 'pending', queued)
return arrival
