--[[ What a tenant has open, and how much it may have: in a HASH, 'storms|'..tenant and 'alerts|'..tenant. A storm adds what
it takes when it is written, and `seal` takes it off again. ]]
return function(key, tenant, maxStorms, maxAlerts)
  local had = redis.call('HMGET', key, 'storms|' .. tenant, 'alerts|' .. tenant)
  local limits = { storms = tonumber(had[1] or 0), alerts = tonumber(had[2] or 0) }

  -- Of a storm that is open only the number of alerts is limited; not of one that was opened when there was no limit.
  function limits:isOver(storm)
    if storm.tenant ~= tenant then return false end
    if maxAlerts > 0 and self.alerts >= maxAlerts then return true end
    return not storm.id and maxStorms > 0 and self.storms >= maxStorms
  end

  function limits:take(storm, opened)
    if storm.tenant ~= tenant then return end
    self.alerts = self.alerts + 1
    if opened then self.storms = self.storms + 1 end
  end

  return limits
end
