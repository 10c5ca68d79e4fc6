--[[ clock: what time it is on the server that holds a key, and on demand what it says of itself, as of its disk.

Atomic, because: it runs where the key is, wherever that has moved; on Redis Cluster each master has a clock and a disk of
its own, and a command without a key goes to any of them. The time and what it is held against are of one moment.

KEYS 1 place  any key of the partition
ARGV 1 info   the section of INFO that is wanted too, or ''
Returns {now in ms, that section or ''}.
Cost O(1). ]]
local t = redis.call('TIME')
return { t[1] * 1000 + math.floor(t[2] / 1000), ARGV[1] ~= '' and redis.call('INFO', ARGV[1]) or '' }
