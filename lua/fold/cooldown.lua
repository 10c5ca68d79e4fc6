--[[ What may still join the pattern's last storm after its seal: a HASH of id, until (ms), rank (of its highest severity),
base (its alerts), max (most that may join) and joined. Empty where the storm's rule has no cooldown. Read when first asked. ]]
local episode = require('fold.episode')
local Cooldown = {}
Cooldown.__index = Cooldown

function Cooldown:read()
  if self.known then return end
  local held = redis.call('HMGET', self.key, 'id', 'until', 'rank', 'base', 'max', 'joined')
  self.known, self.id, self.untilMs = true, held[1], tonumber(held[2] or 0)
  self.rank, self.base = tonumber(held[3] or 0), tonumber(held[4] or 0)
  self.max, self.joined, self.added = tonumber(held[5] or 0), tonumber(held[6] or 0), 0
end

-- A higher severity than the storm had is news: it opens a storm of its own.
function Cooldown:takes(arrival, alert)
  self:read()
  return self.id and arrival < self.untilMs and alert.rank >= self.rank and self.joined < self.max
end

function Cooldown:join(e, arrival, alert)
  e.counted, e.previous, e.storm, e.ordinal = 1, nil, self.id:gsub('-', ''), self.base + self.joined
  self.joined, self.added = self.joined + 1, self.added + 1
  return { kind = 'joined', id = self.id, ordinal = e.ordinal, text = episode.text(arrival) .. ' ' .. alert.member,
    rank = alert.rank, severity = alert.severity }
end

function Cooldown:write()
  if self.known and self.added > 0 then redis.call('HINCRBY', self.key, 'joined', self.added) end
end

return function(key) return setmetatable({ key = key }, Cooldown) end
