import type { FaultKind } from '../kinds/kind.ts';
import { Seeded } from './seeded.ts';

/**
 * The faults of one run: one whose turn it is, so that every kind comes up, one of `own` in the same way, and others by
 * chance that go with these: as many as six, of which two may want the same sink or the same `appendfsync` but no two
 * different ones.
 */
export function chooseFaults(
  kinds: readonly FaultKind[],
  own: readonly FaultKind[],
  seed: number,
): FaultKind[] {
  const chance = new Seeded(seed);
  const first = kinds[seed % kinds.length];
  if (!first) throw new RangeError('no kinds of faults');
  const chosen = [first];
  const besides = own.length > 0 ? [...own.slice(seed % own.length), ...own] : [];
  const next = besides.find((kind) => kind !== first && goTogether(kind, first));
  if (next) chosen.push(next);
  for (const kind of chance.some(kinds, kinds.length)) {
    if (chosen.length >= 2 + (seed % 5)) break;
    if (!chosen.includes(kind) && chosen.every((other) => goTogether(kind, other))) chosen.push(kind);
  }
  return chosen;
}

function goTogether(a: FaultKind, b: FaultKind): boolean {
  const same = (key: 'sink' | 'fsync') =>
    a.plan?.[key] === undefined || b.plan?.[key] === undefined || a.plan[key] === b.plan[key];
  const alone = a.track === b.track && Boolean(a.alone ?? b.alone);
  return same('sink') && same('fsync') && !alone;
}
