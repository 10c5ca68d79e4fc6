import type { FoldEntry } from '../../src/storm/fold-entry.ts';
import { type StoreBench, entry, minute, noon } from '../support/store.ts';

/** So many minutes after the test's begin. */
export function at(minutes: number): number {
  return noon + minutes * minute;
}

/** A firing alert that will have ended so many minutes after the test's begin. */
export function expiring(pod: string, minutes: number): FoldEntry {
  return entry(pod, { endsAt: at(minutes) });
}

export async function openStorm(bench: StoreBench, entries: readonly FoldEntry[]): Promise<string> {
  const { storm } = await bench.fold(entries);
  return storm?.id ?? '';
}

/** What a storm says of its alerts' ends, and what they say themselves, in minutes after the test's begin. */
export async function lookAt(bench: StoreBench, id: string) {
  const storm = await bench.reader.storm(id);
  if (!storm) throw new Error(`storm ${id} is lost`);
  const { members } = await bench.reader.members(storm, 0, 10);
  const { state, alertCount, resolvedCount, expiredCount, endedLateCount } = storm;
  const untilText = (end: string) => ` until ${(Date.parse(end) - noon) / minute}`;
  return {
    counts: { state, alertCount, resolvedCount, expiredCount, endedLateCount },
    members: members.map(({ resource, endsAt }) => resource.name + (endsAt ? untilText(endsAt) : '')),
  };
}
