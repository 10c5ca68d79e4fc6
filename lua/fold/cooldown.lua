--[[ What may still join the pattern's last storm after its seal: a HASH of id, until (ms), rank (of its highest severity),
base (its alerts), max (most that may join) and joined. None of them where the storm's rule has no cooldown. ]]
return function(key)
  local held = redis.call('HMGET', key, 'id', 'until', 'rank', 'base', 'max', 'joined')
  local id, untilMs, rank = held[1], tonumber(held[2] or 0), tonumber(held[3] or 0)
  local base, max, joined, added = tonumber(held[4] or 0), tonumber(held[5] or 0), tonumber(held[6] or 0), 0
  local cooldown = {}

  -- A higher severity than the storm had is news: it opens a storm of its own. `a` is the alert's place in ARGV.
  function cooldown.takes(_, arrival, a)
    return id and arrival < untilMs and tonumber(ARGV[a + 4]) >= rank and joined < max
  end

  function cooldown.join(_, e, arrival, a)
    e.counted, e.previous, e.storm, e.ordinal = 1, nil, (id:gsub('-', '')), base + joined
    joined, added = joined + 1, added + 1
    return { kind = 'joined', id = id, ordinal = e.ordinal, text = string.format('%.0f', arrival) .. ' ' .. ARGV[a + 6],
      rank = tonumber(ARGV[a + 4]), severity = ARGV[a + 5] }
  end

  function cooldown.write()
    if added > 0 then redis.call('HINCRBY', key, 'joined', added) end
  end

  return cooldown
end
