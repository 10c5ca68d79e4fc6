--[[ What is made of a storm by its terms, by what stands in it at its seal: 'storm', 'below', 'each' or 'drop'. Ended alerts do
not count towards the minimum, but each would be a resource: a storm can have thousands of them. ]]
local MOST_EACH = 100

return function(terms, alertCount, ended)
  local firing = alertCount - ended
  if firing == 0 and terms.whenResolved == 'drop' then return 'drop' end
  if firing >= (terms.minAlerts or 0) then return 'storm' end
  if terms.below == 'each' and alertCount > MOST_EACH then return 'below' end
  return terms.below == 'submit' and 'below' or terms.below
end
