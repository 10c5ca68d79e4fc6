--[[ Whether a job's alerts came with what may be needed of them. One that fires may come without what a member is made of when
its sender takes it for a repeat, and all of them without their whole selves when the storm is taken to keep no more. `at`
says where they stand: first, stride, keys (of their episodes), from and to. ]]
return function(judge, c, at, remembered)
  local lacks, met = not c.storms.hasSamples(c.storm), {}
  for i = at.from, at.to do
    local key, a = KEYS[at.keys + i - 1], at.first + (i - 1) * at.stride
    local fires, before = ARGV[a] ~= 'resolved', met[key]
    if ARGV[a + 6] ~= '' then
      if lacks and ARGV[a + 8] == '' then return false end
    elseif fires then
      -- What the first of them in this job leaves behind, the second repeats; of others it is not known yet.
      local repeats = before == nil and judge.repeats(c, remembered[key], a) or before == ARGV[a + 2]
      if not repeats then return false end
    end
    met[key] = fires and not c.isMuted and ARGV[a + 2]
  end
  return true
end
