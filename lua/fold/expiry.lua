-- An alert that says until when it fires has ended then, unless it was sent again: a ZSET of ordinal -> that time. The
-- storm's record says whether it has any, so that alerts which say nothing of it cost nothing. '' is such an alert.
return function(s, e, expiresAt)
  if expiresAt == '' then redis.call('ZREM', s.expires, e.ordinal) return end
  if not s.expiring then
    s.expiring = true
    redis.call('HSET', s.record, 'expiring', 1)
    -- A version that knew nothing of it sealed the storm before this one, and left its key.
    redis.call('DEL', s.expires)
  end
  redis.call('ZADD', s.expires, 'GT', expiresAt, e.ordinal)
end
