-- Opens the storm that `s` is to be, for the first alert of it; `a` is that alert's place in ARGV.
return function(s, arrival, startsAt, a)
  local function positive(i) local n = tonumber(ARGV[i]) return n > 0 and n or nil end
  local hash, windowMs = ARGV[s.terms], tonumber(ARGV[s.terms + 3])
  local previous = redis.call('GET', s.last)
  -- One alert can open many storms within a millisecond, where each is full at once. The one before tells them apart: a
  -- storm with the name of a sealed one could never be sealed.
  local text = string.format('%.0f|%s|%s|%s', arrival, ARGV[a + 1], startsAt and string.format('%.0f', startsAt) or '',
    previous or '')
  local sha = redis.sha1hex(ARGV[6] .. '|' .. hash .. '|' .. text)
  s.id, s.maxAt, s.count, s.opened = hash .. '-' .. sha:sub(1, 12), arrival + windowMs, 0, true
  s.quietMs, s.maxAlerts, s.flapAfter = positive(s.terms + 4), positive(s.terms + 5), positive(s.terms + 6)
  s.sealAt = math.min(arrival + (s.quietMs or windowMs), s.maxAt)
  redis.call('HSET', s.record, 'schema', 1, 'id', s.id, 'state', 'open', 'pattern', ARGV[s.terms + 1], 'openedAt', arrival,
    'requestId', ARGV[9], 'previousId', previous or '', 'terms', ARGV[s.terms + 2], 'quietMs', s.quietMs or 0,
    'maxAlerts', s.maxAlerts or 0, 'flapAfter', s.flapAfter or 0, 'tenant', s.tenant)
end
