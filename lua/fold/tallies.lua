--[[ What has become of a storm's members since they were added: a STRING of ten bytes a member, in the order of their
ordinals: how often each was delivered beyond the first time (3 bytes), and when it ended (7 bytes: ms + SHIFT; 0 while it
fires). src/redis/tallies.ts reads it, and `late` looks at it. A field in a HASH would cost five times as much memory.
The storm's record says whether it has one. What is told here is written by one command, at the end of the job.

Versions before this one kept both in hashes, which are read beside it: a storm may be folded into by both. ]]
local BITS, DELIVERIES, SHIFT = 80, 24, 100000000000000

return function(s)
  local tallies, ended, told = {}, {}, { 'OVERFLOW', 'SAT' }

  local function tell(command, kind, offset, value)
    local n = #told
    told[n + 1], told[n + 2], told[n + 3], told[n + 4] = command, kind, offset, value
  end

  function tallies.redeliver(ordinal) tell('INCRBY', 'u24', ordinal * BITS, 1) end

  -- Returns 1 unless it had ended already, as HSETNX would.
  function tallies.finish(ordinal, endsAt)
    local offset = ordinal * BITS + DELIVERIES
    if ended[ordinal] or redis.call('HEXISTS', s.resolved, ordinal) == 1 then return 0 end
    if s.tallied and redis.call('BITFIELD', s.tallies, 'GET', 'u56', offset)[1] ~= 0 then return 0 end
    ended[ordinal] = true
    tell('SET', 'u56', offset, string.format('%.0f', endsAt + SHIFT))
    return 1
  end

  function tallies.write()
    if #told == 2 then return end
    if not s.tallied then
      redis.call('HSET', s.record, 'tallied', 1)
      -- A version that knew nothing of it sealed the storm before this one, and left its key.
      redis.call('DEL', s.tallies)
    end
    redis.call('BITFIELD', s.tallies, unpack(told))
  end

  return tallies
end
