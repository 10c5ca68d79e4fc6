--[[ What one alert is (new, a repeat, a later episode, an end), and where it goes. `c` holds what the job has in common:
arrival, skew, instance, sampleCap, requestId, muted, mutedKey, storm, overflow and limits (both nil where nothing is
limited), cooldown, sums and late, which are added to. Returns a function (episode or nil, alert) -> episode. ]]
local episode = require('fold.episode')
local MUTED_KEPT = 1000

return function(c)
  local storm, overflow, limits, late = c.storm, c.overflow, c.limits, c.late

  local function tally(outcome) c.sums[outcome] = (c.sums[outcome] or 0) + 1 end

  local function holderOf(e)
    if storm:holds(e) then return storm end
    if overflow and overflow:holds(e) then return overflow end
  end

  local function isOverLimit()
    if not limits then return false end
    if limits.maxAlerts > 0 and limits.alerts >= limits.maxAlerts then return true end
    return not storm.id and limits.maxStorms > 0 and limits.storms >= limits.maxStorms
  end

  local function setAside(e, alert)
    tally('muted')
    if e.counted ~= 2 then
      redis.call('XADD', c.mutedKey, 'MAXLEN', '~', MUTED_KEPT, '*', 'at', episode.text(c.arrival),
        'requestId', c.requestId, 'pattern', storm.terms.json, 'terms', storm.terms.all, 'member', alert.member)
    end
    e.counted = 2
    return e
  end

  local function join(e, alert)
    tally('joined')
    late[#late + 1] = c.cooldown:join(e, c.arrival, alert)
    if e.endsAt then late[#late + 1] = episode.lateEnd(e) end
    return e
  end

  local function count(e, alert)
    if c.muted then return setAside(e, alert) end
    if not storm.id and c.cooldown:takes(c.arrival, alert) then return join(e, alert) end
    local home = isOverLimit() and overflow or storm
    if home.id then tally('folded')
    else
      tally('opened')
      home:open(c.arrival, c.instance, c.requestId, alert.fingerprint, e.startsAt)
      if limits and home == storm then limits.storms = limits.storms + 1 end
    end
    home:add(e, c.arrival, alert, c.sampleCap)
    if limits and home == storm then limits.alerts = limits.alerts + 1 end
    return e
  end

  local function again(e)
    tally('repeated')
    local holder = holderOf(e)
    if holder then holder:redeliver(e) end
    return e
  end

  local function refire(e, alert)
    local before = holderOf(e)
    local one = count({ startsAt = alert.startsAt, counted = 0 }, alert)
    if one.counted == 1 then tally('refired') end
    if before and before == holderOf(one) then before:refired(alert.fingerprint) end
    return one
  end

  local function fire(e, alert)
    local startsAt = alert.startsAt
    if not e then return count({ startsAt = startsAt, counted = 0 }, alert) end
    if e.endsAt then
      if not startsAt or startsAt > e.endsAt then return refire(e, alert) end
      if e.counted ~= 0 or episode.isPrevious(e, startsAt) then return again(e) end
      return count(e, alert)
    end
    if startsAt and e.startsAt and startsAt > e.startsAt + c.skew then return refire(e, alert) end
    e.startsAt = e.startsAt or startsAt
    -- What was set aside and still fires counts as soon as nothing mutes it any more.
    if e.counted == 2 then return count(e, alert) end
    return again(e)
  end

  local function resolve(e, alert)
    tally('resolved')
    local startsAt = alert.startsAt
    local endsAt = math.max(alert.endsAt or c.arrival, startsAt or -math.huge)
    local unseen = { startsAt = startsAt, endsAt = endsAt, counted = 0 }
    if not e then return unseen end
    if startsAt and e.startsAt and startsAt > (e.endsAt or e.startsAt + c.skew) then
      unseen.previous = e.counted ~= 0 and e.startsAt or e.previous
      return unseen
    end
    if e.startsAt and endsAt < e.startsAt then return e end
    local isFirst = not e.endsAt
    e.endsAt = math.max(endsAt, e.endsAt or endsAt)
    local holder = holderOf(e)
    if holder then holder:redeliver(e) holder:markResolved(e)
    elseif isFirst and e.counted == 1 then late[#late + 1] = episode.lateEnd(e, storm.terms.hash) end
    return e
  end

  return function(e, alert)
    if alert.status == 'resolved' then return resolve(e, alert) end
    return fire(e, alert)
  end
end
