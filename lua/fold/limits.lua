--[[ What a tenant has open, and how much it may have: in a HASH, 'storms|'..tenant and 'alerts|'..tenant. `seal` takes off
what it closes. ]]
return function(key, tenant, maxStorms, maxAlerts)
  local had = redis.call('HMGET', key, 'storms|' .. tenant, 'alerts|' .. tenant)
  local limits = { storms = tonumber(had[1] or 0), alerts = tonumber(had[2] or 0) }

  -- Of a storm that is open only the number of alerts is limited.
  function limits:isOver(storm)
    if maxAlerts > 0 and self.alerts >= maxAlerts then return true end
    return not storm.id and maxStorms > 0 and self.storms >= maxStorms
  end

  -- Only what changed: a tenant that has nothing open is to leave nothing here.
  function limits:write()
    local storms, alerts = self.storms - tonumber(had[1] or 0), self.alerts - tonumber(had[2] or 0)
    if storms > 0 then redis.call('HINCRBY', key, 'storms|' .. tenant, storms) end
    if alerts > 0 then redis.call('HINCRBY', key, 'alerts|' .. tenant, alerts) end
  end

  return limits
end
