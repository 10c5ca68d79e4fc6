import type { Storm, StormMember } from '../../src/storm/storm.ts';
import { isoTime } from '../../src/storm/fold-entry.ts';
import { flappingIn } from './deadlines.ts';
import type { ModelMember, ModelStorm } from './reference.ts';
import type { Run } from './run.ts';

/** A storm in the words that both sides have. */
interface Told {
  readonly pattern: string;
  readonly openedAt: number;
  readonly sealAt: number;
  readonly reason: string | undefined;
  readonly fate: string | undefined;
  readonly members: readonly string[];
  readonly endedAtSeal: readonly number[];
  readonly joined: readonly string[];
  readonly ended: readonly number[];
  readonly resolvedCount: number;
  readonly expiredCount: number;
  readonly endedLateCount: number;
  readonly flapping: number;
}

/** The storms as the scripts made them, in order. */
export async function storedStorms({ bench, stormIds }: Run): Promise<Told[]> {
  const told: Told[] = [];
  for (const id of stormIds) {
    const storm = await bench.reader.storm(id);
    if (!storm) throw new Error(`storm ${id} is lost`);
    const sealed: StormMember[] = [];
    const now: StormMember[] = [];
    for await (const page of bench.reader.sealedMembers(storm, 3)) sealed.push(...page);
    for await (const page of bench.reader.allMembers(storm, 3)) now.push(...page);
    told.push(storedStorm(storm, sealed, now));
  }
  return inOrder(told);
}

export function modelStorms({ reference }: Run): Told[] {
  return inOrder(reference.storms.map(modelStorm));
}

function storedStorm(storm: Storm, sealed: readonly StormMember[], now: readonly StormMember[]): Told {
  const { openedAt, sealAt, sealReason: reason, fate, flappingCount: flapping } = storm;
  const { resolvedCount, expiredCount = 0, endedLateCount } = storm;
  return {
    ...{ openedAt, sealAt, reason, fate, flapping, resolvedCount, expiredCount, endedLateCount },
    pattern: storm.terms?.rule === 'overflow' ? 'overflow' : storm.pattern.text.slice('Pattern'.length, 8),
    members: sealed.map(storedText),
    endedAtSeal: places(sealed, ({ endsAt }) => endsAt !== undefined),
    joined: now.slice(sealed.length).map(storedText),
    ended: places(now, ({ endsAt }) => endsAt !== undefined),
  };
}

function modelStorm(storm: ModelStorm): Told {
  const { pattern, openedAt, sealAt, sealed, members, joined, endedLate } = storm;
  const endedAtSeal = places(members, ({ ended }) => ended);
  return {
    ...{ pattern, openedAt, sealAt, reason: sealed?.reason, fate: sealed?.fate },
    ...{ members: members.map(modelText), endedAtSeal, joined: joined.map(modelText) },
    ended: [...new Set([...endedAtSeal, ...endedLate])].sort((a, b) => a - b),
    flapping: flappingIn(storm),
    resolvedCount: endedAtSeal.length,
    expiredCount: sealed?.expired ?? 0,
    endedLateCount: endedLate.filter((ordinal) => !members[ordinal]?.ended).length,
  };
}

function storedText({ resource, startsAt, arrivedAt, deliveries }: StormMember): string {
  const began = startsAt === isoTime(arrivedAt) ? 'at arrival' : startsAt;
  return `${resource.name} since ${began}, ${deliveries} times`;
}

function modelText({ fingerprint, startsAt, arrivedAt, deliveries }: ModelMember): string {
  const began = startsAt === undefined || startsAt === arrivedAt ? 'at arrival' : isoTime(startsAt);
  return `${fingerprint} since ${began}, ${deliveries} times`;
}

function places<T>(list: readonly T[], test: (each: T) => boolean): number[] {
  return list.flatMap((each, place) => (test(each) ? [place] : []));
}

function inOrder(told: readonly Told[]): Told[] {
  const key = ({ pattern, openedAt, members }: Told) => `${pattern} ${openedAt} ${members[0] ?? ''}`;
  return told.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
