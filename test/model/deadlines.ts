import type { Fate } from '../../src/storm/storm.ts';
import type { ModelStorm } from './reference.ts';

/** A new alert puts the end of a quiet window off; an urgent one, or the last that fits, brings it forward. */
export function moveDeadline(storm: ModelStorm, at: number, urgentMs: number | undefined): void {
  const { quietMs, maxAlerts } = storm.terms;
  // In the same moment others may still come: an urgent alert closes the storm to later ones only.
  const urgentEnd = urgentMs === undefined ? Infinity : at + Math.max(1, urgentMs);
  if (urgentEnd < storm.latest) Object.assign(storm, { latest: urgentEnd, latestReason: 'urgent' });
  if (maxAlerts !== undefined && storm.members.length >= maxAlerts)
    Object.assign(storm, { latest: at, latestReason: 'full' });
  storm.sealAt = Math.min(storm.latest, quietMs === undefined ? Infinity : at + quietMs);
}

/** Closes a storm, and decides what is made of it. */
export function seal(storm: ModelStorm): void {
  const { minAlerts = 0, below, whenResolved } = storm.terms;
  const expired = storm.members.filter(
    ({ ended, expiresAt = Infinity }) => !ended && expiresAt <= storm.sealAt,
  );
  for (const member of expired) member.ended = true;
  const firing = storm.members.filter(({ ended }) => !ended).length;
  const fate = (): Fate => {
    if (firing === 0 && whenResolved === 'drop') return 'drop';
    if (firing >= minAlerts) return 'storm';
    return below === 'submit' ? 'below' : below;
  };
  const reason = storm.sealAt < storm.latest ? 'quiet' : storm.latestReason;
  storm.sealed = { reason, fate: fate(), expired: expired.length };
}

/** Alerts that fired more often than their storm's rule allows. */
export function flappingIn({ refires, terms }: ModelStorm): number {
  const { flapAfter = Infinity } = terms;
  return [...refires.values()].filter((times) => times >= flapAfter).length;
}
