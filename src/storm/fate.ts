import type { Fate, Storm } from './storm.ts';
import { mostEach } from './terms.ts';

/** What a seal would make of an open storm as it stands now. The seal itself decides in lua/seal.lua; this foretells it. */
export function fateNow({ alertCount, resolvedCount, terms }: Storm): Fate {
  if (!terms) return 'storm';
  const firing = alertCount - resolvedCount;
  if (firing === 0 && terms.whenResolved === 'drop') return 'drop';
  if (firing >= (terms.minAlerts ?? 0)) return 'storm';
  if (terms.below === 'submit' || (terms.below === 'each' && alertCount > mostEach)) return 'below';
  return terms.below;
}

/**
 * As `fateNow`, of a storm of one cause. What was only not sent again is not heard of, and would not be counted anew: such a
 * storm is not dropped. lua/divide.lua decides it.
 */
export function causeFateNow(storm: Storm, expired: number): Fate {
  const fate = fateNow(storm);
  return fate === 'drop' ? fateNow({ ...storm, resolvedCount: storm.resolvedCount - expired }) : fate;
}

/** Why a storm of fate `drop` has no resource. */
export function dropReason({ alertCount, resolvedCount, terms }: Storm): string {
  return resolvedCount === alertCount && terms?.whenResolved === 'drop'
    ? `all ${alertCount} alerts had ended before the seal; rule ${terms.rule} drops such storms`
    : `${alertCount - resolvedCount} firing alerts, fewer than the ${terms?.minAlerts} of rule ${terms?.rule}`;
}
