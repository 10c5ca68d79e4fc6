import type { Fate, SealReason } from '../../src/storm/storm.ts';
import type { ModelStorm } from './reference.ts';

/** What came of a storm. `mistaken`: it is dropped only because of the `expired`, which nobody said had ended. */
export interface Sealed {
  readonly reason: SealReason;
  readonly fate: Fate;
  readonly expired: number;
  readonly mistaken: boolean;
}

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
  const stillFiring = storm.members.filter(({ ended }) => !ended).length;
  const fateOf = (firing: number): Fate => {
    if (firing === 0 && whenResolved === 'drop') return 'drop';
    if (firing >= minAlerts) return 'storm';
    return below === 'submit' ? 'below' : below;
  };
  const reason = storm.sealAt < storm.latest ? 'quiet' : storm.latestReason;
  const fate = fateOf(stillFiring);
  const mistaken = fate === 'drop' && fateOf(stillFiring + expired.length) !== 'drop';
  storm.sealed = { reason, fate, expired: expired.length, mistaken };
}

/** Alerts that fired more often than their storm's rule allows. */
export function flappingIn({ refires, terms }: ModelStorm): number {
  const { flapAfter = Infinity } = terms;
  return [...refires.values()].filter((times) => times >= flapAfter).length;
}
