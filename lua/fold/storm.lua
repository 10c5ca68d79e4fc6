--[[ The open storm of one pattern, in its eight keys: record, members, resolved, repeats, samples, flaps, last, cooldown.
It is read once, changed in memory alert by alert, and written once. ]]
local text = require('fold.episode').text
local Storm = {}
Storm.__index = Storm

local function positive(value) value = tonumber(value) return value and value > 0 and value or nil end

-- `terms`: hash, json (text and labels), all (JSON), windowMs, quietMs, maxAlerts, flapAfter, tenant ('' for none).
local function load(keys, base, terms)
  local self = setmetatable({ terms = terms, record = keys[base], members = keys[base + 1], resolved = keys[base + 2],
    repeats = keys[base + 3], samples = keys[base + 4], flaps = keys[base + 5], last = keys[base + 6],
    cooldownKey = keys[base + 7] }, Storm)
  local held = redis.call('HMGET', self.record, 'id', 'sealAt', 'alertCount', 'severityRank', 'commonPairs', 'maxAt',
    'quietMs', 'maxAlerts', 'flapAfter')
  self.id, self.sealAt, self.count = held[1], tonumber(held[2] or 0), tonumber(held[3] or 0)
  self.rank, self.common, self.maxAt = tonumber(held[4] or nil), held[5] or nil, tonumber(held[6] or nil) or self.sealAt
  self.quietMs, self.maxAlerts, self.flapAfter = positive(held[7]), positive(held[8]), positive(held[9])
  self.deliveries, self.resolvedNow, self.flapping, self.newMembers, self.newSamples = 0, 0, 0, {}, {}
  return self
end

function Storm:isDue(arrival) return self.id and arrival >= self.sealAt end
function Storm:holds(e)
  if not self.id or e.counted ~= 1 then return false end
  -- Versions before this one remembered a storm without its pattern's hash.
  return e.storm == self.id:gsub('-', '') or e.storm == self.id:sub(-12)
end

function Storm:open(arrival, instance, requestId, fingerprint, startsAt)
  local t = self.terms
  local previous = redis.call('GET', self.last)
  local hash = redis.sha1hex(table.concat({ instance, t.hash, text(arrival), fingerprint, text(startsAt) }, '|'))
  -- Sealed and opened again within one millisecond: it must not take the other's name.
  if previous == t.hash .. '-' .. hash:sub(1, 12) then hash = redis.sha1hex(hash) end
  self.id, self.maxAt = t.hash .. '-' .. hash:sub(1, 12), arrival + t.windowMs
  self.sealAt = t.quietMs and math.min(arrival + t.quietMs, self.maxAt) or self.maxAt
  self.quietMs, self.maxAlerts, self.flapAfter, self.count, self.opened = t.quietMs, t.maxAlerts, t.flapAfter, 0, true
  redis.call('HSET', self.record, 'schema', 1, 'id', self.id, 'state', 'open', 'pattern', t.json, 'openedAt', arrival,
    'requestId', requestId, 'previousId', previous or '', 'terms', t.all, 'quietMs', t.quietMs or 0,
    'maxAlerts', t.maxAlerts or 0, 'flapAfter', t.flapAfter or 0, 'tenant', t.tenant)
end

-- A pair stays common only while every member has it. What is left shrinks fast: a few finds.
function Storm:keepCommon(pairIds)
  local common = self.common
  if not common then self.common = pairIds return end
  if common == pairIds or common == ',' then return end
  local kept = {}
  for pair in common:gmatch('[^,]+') do
    if pairIds:find(',' .. pair .. ',', 1, true) then kept[#kept + 1] = pair end
  end
  self.common = #kept == 0 and ',' or (',' .. table.concat(kept, ',') .. ',')
end

-- The end can be put off by a new alert (quiet), and brought forward (urgent: for alerts of later arrivals only; full).
function Storm:moveDeadline(arrival, urgentMs)
  local before, maxBefore = self.sealAt, self.maxAt
  if self.quietMs then self.sealAt = math.min(arrival + self.quietMs, self.maxAt) end
  if urgentMs and arrival + math.max(urgentMs, 1) < self.maxAt then
    self.maxAt, self.maxReason = arrival + math.max(urgentMs, 1), 'urgent'
  end
  if self.maxAlerts and self.count >= self.maxAlerts then self.maxAt, self.maxReason = arrival, 'full' end
  self.sealAt = math.min(self.sealAt, self.maxAt)
  self.moved = self.moved or self.sealAt ~= before or self.maxAt ~= maxBefore
  self.sooner = self.sooner or self.sealAt < before
end

function Storm:add(e, arrival, alert, sampleCap)
  e.counted, e.previous, e.storm, e.ordinal = 1, nil, self.id:gsub('-', ''), self.count
  self.count, self.deliveries = self.count + 1, self.deliveries + 1
  self.newMembers[#self.newMembers + 1] = text(arrival) .. ' ' .. alert.member
  if not self.rank or alert.rank < self.rank then self.rank, self.severity = alert.rank, alert.severity end
  self:keepCommon(alert.pairIds)
  if self.count <= sampleCap then self.newSamples[#self.newSamples + 1] = alert.sample end
  if e.endsAt then self:markResolved(e) end
  self:moveDeadline(arrival, alert.urgentMs)
end

function Storm:markResolved(e)
  self.resolvedNow = self.resolvedNow + redis.call('HSETNX', self.resolved, e.ordinal, text(e.endsAt))
end
function Storm:redeliver(e)
  self.deliveries = self.deliveries + 1
  redis.call('HINCRBY', self.repeats, e.ordinal, 1)
end
function Storm:refired(fingerprint)
  if not self.flapAfter then return end
  if redis.call('HINCRBY', self.flaps, fingerprint, 1) == self.flapAfter then self.flapping = self.flapping + 1 end
end

function Storm:write(opens, truncated)
  if not self.id then return end
  if #self.newMembers > 0 then redis.call('RPUSH', self.members, unpack(self.newMembers)) end
  if #self.newSamples > 0 then redis.call('RPUSH', self.samples, unpack(self.newSamples)) end
  redis.call('HINCRBY', self.record, 'deliveryCount', self.deliveries)
  redis.call('HINCRBY', self.record, 'resolvedCount', self.resolvedNow)
  redis.call('HSET', self.record, 'alertCount', self.count, 'commonPairs', self.common or ',')
  if self.severity then redis.call('HSET', self.record, 'severity', self.severity, 'severityRank', self.rank) end
  if self.flapping > 0 then redis.call('HINCRBY', self.record, 'flappingCount', self.flapping) end
  if truncated then redis.call('HSET', self.record, 'truncated', 1) end
  if not self.opened and not self.moved then return end
  redis.call('HSET', self.record, 'sealAt', self.sealAt, 'maxAt', self.maxAt)
  if self.maxReason then redis.call('HSET', self.record, 'maxReason', self.maxReason) end
  redis.call('ZADD', opens, self.sealAt, self.id)
end

return load
