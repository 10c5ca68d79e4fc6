--[[ What one alert is (new, a repeat, a later episode, an end), and where it goes. `c` is what the job has in common: arrival,
skew, storms (the functions), storm, overflow and limits (both nil where nothing is limited), isMuted, and sums and late,
which are added to. `a` is the alert's place in ARGV. Returns the episode as it is to be remembered. ]]
local function tally(c, outcome) c.sums[outcome] = (c.sums[outcome] or 0) + 1 end

local function holderOf(c, e)
  if c.storms.holds(c.storm, e) then return c.storm end
  if c.overflow and c.storms.holds(c.overflow, e) then return c.overflow end
end

local function count(c, e, a)
  if c.isMuted then return require('fold.aside').setAside(c, e, a) end
  local home = c.storm
  if not home.id then
    c.cooldown = c.cooldown or require('fold.cooldown')(home.cooldown)
    if c.cooldown:takes(c.arrival, a) then
      tally(c, 'joined')
      c.late[#c.late + 1] = c.cooldown:join(e, c.arrival, a)
      if e.endsAt then c.late[#c.late + 1] = require('fold.ends').lateEnd(e, c.arrival) end
      return e
    end
  end
  if c.limits and c.limits:isOver(home) then home = c.overflow end
  local outcome = home.id and 'folded' or 'opened'
  tally(c, outcome)
  if outcome == 'opened' then require('fold.open')(home, c.arrival, e.startsAt, a) end
  c.storms.add(home, e, c.arrival, a)
  if c.limits then c.limits:take(home, outcome == 'opened') end
  return e
end

local function again(c, e, a)
  tally(c, 'repeated')
  local holder = holderOf(c, e)
  if holder then
    c.storms.redeliver(holder, e)
    c.storms.renew(holder, e, a)
  end
  return e
end

-- Its storm was dropped because it was taken for ended, and it was not: nobody has heard of it.
local function wasDropped(c, e)
  if e.counted ~= 1 or holderOf(c, e) then return false end
  if c.dropped == nil then c.dropped = redis.call('HMGET', c.storm.cooldown, 'dropped', 'openedAt') end
  -- Not in the millisecond in which that storm opened, or each delivery would open another that is full and dropped at once.
  return e.storm == c.dropped[1] and c.arrival > tonumber(c.dropped[2])
end

local function refire(c, e, startsAt, a)
  local before = holderOf(c, e)
  local one = count(c, { startsAt = startsAt, counted = 0 }, a)
  if one.counted == 1 then tally(c, 'refired') end
  if before and before == holderOf(c, one) then c.storms.refired(before, ARGV[a + 1]) end
  return one
end

-- Of an episode that was counted and a later one that was never seen firing, the one that began nearer to it.
local function isPrevious(e, startsAt)
  return e.previous and e.startsAt and startsAt - e.previous < e.startsAt - startsAt
end

-- What one that fires does to what is remembered of it: `count`, `again` or `refire`.
local function firing(c, e, startsAt)
  if not e then return count end
  if e.endsAt then
    if not startsAt or startsAt > e.endsAt then return refire end
    return (e.counted ~= 0 or isPrevious(e, startsAt)) and again or count
  end
  if startsAt and e.startsAt and startsAt > e.startsAt + c.skew then return refire end
  -- What was set aside and still fires counts as soon as nothing mutes it any more.
  return (e.counted == 2 or wasDropped(c, e)) and count or again
end

local function fire(c, e, a)
  local startsAt = tonumber(ARGV[a + 2])
  local does = firing(c, e, startsAt)
  if does == refire then return refire(c, e, startsAt, a) end
  if not e then e = { startsAt = startsAt, counted = 0 }
  elseif not e.endsAt then e.startsAt = e.startsAt or startsAt end
  return does(c, e, a)
end

local function judge(c, e, a)
  if ARGV[a] ~= 'resolved' then return fire(c, e, a) end
  tally(c, 'resolved')
  return require('fold.ends').resolve(c, e, a, e and holderOf(c, e))
end

return { judge = judge, repeats = function(c, e, a) return firing(c, e, tonumber(ARGV[a + 2])) == again end }
