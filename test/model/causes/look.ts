import { expect } from 'vitest';

import { carriedAtOnce } from '../../../src/redis/divide.ts';
import type { DivisionPlan } from '../../../src/storm/cause-storm.ts';
import { partitionOf } from '../../../src/storm/pattern.ts';
import { type Storm, type StormMember, patternHashOf } from '../../../src/storm/storm.ts';
import type { WorkerBench } from '../../support/worker-bench.ts';

/** Where a counted episode is, and what is known of it there. */
export interface Place {
  readonly stormId: string;
  readonly ordinal: number;
  readonly deliveries: number;
  readonly endsAt: string | undefined;
}

/**
 * Every counted episode by its name, with where it is. Throws unless each is in one place: an open or a sealed storm of a scope,
 * or one of a cause; and unless what each storm says of itself is what its members say.
 */
export async function look(bench: WorkerBench): Promise<Map<string, Place>> {
  const storms = await bench.storms();
  const places = new Map<string, Place>();
  for (const storm of storms) {
    const members = storm.state === 'divided' ? [] : await membersOf(bench, storm);
    if (storm.state === 'divided') await expectEmpty(bench, storm);
    else expectSums(storm, members);
    const gone = storm.terms?.correlate ? await handedOn(bench, storm, storms) : new Set<number>();
    for (const [ordinal, { fingerprint, startsAt, deliveries, endsAt }] of members.entries()) {
      if (gone.has(ordinal)) continue;
      const key = `${fingerprint}@${startsAt}`;
      const place = { stormId: storm.id, ordinal, deliveries, endsAt };
      expect(places.get(key), `${key} is in two storms, ${JSON.stringify(place)}`).toBeUndefined();
      places.set(key, place);
    }
  }
  return places;
}

/** That what is remembered of these fingerprints names the member that each is. */
export async function expectRemembered(
  bench: WorkerBench,
  places: ReadonlyMap<string, Place>,
  latest: readonly { readonly key: string; readonly fingerprint: string }[],
): Promise<void> {
  const { keys, config, redis } = bench.instance;
  for (const { key, fingerprint } of latest) {
    const place = places.get(key);
    if (!place) continue;
    const partition = keys.partition(partitionOf(patternHashOf(place.stormId), config.partitions));
    const [storm, ordinal] = ((await redis.get(partition.episode(fingerprint))) ?? '').split('|').slice(4);
    const { stormId } = place;
    const told = { stormId: stormId.replace('-', ''), ordinal: String(place.ordinal) };
    expect({ stormId: storm, ordinal }, `what is remembered of ${key}`).toEqual(told);
  }
}

/**
 * That whatever is open or sealed has a finalize job, so that nobody has to look for it; or a storm of its scope has one that is
 * to be divided yet, which comes by it.
 */
export async function expectArmed(bench: WorkerBench): Promise<void> {
  const { finalize } = bench.instance.queues;
  const storms = await bench.storms('open', 'sealed');
  const isUndivided = ({ state, terms }: Storm) => state === 'sealed' && terms?.correlate;
  const undivided = new Set(storms.filter(isUndivided).map(({ id }) => patternHashOf(id)));
  const others = storms.filter((storm) => isUndivided(storm) || !undivided.has(patternHashOf(storm.id)));
  for (const { id, state } of others)
    expect(await finalize.getJob(id), `the job of ${state} storm ${id}`).toBeDefined();
}

async function membersOf({ instance }: WorkerBench, storm: Storm): Promise<StormMember[]> {
  const found: StormMember[] = [];
  for await (const page of instance.reader.allMembers(storm)) found.push(...page);
  return found;
}

function expectSums(storm: Storm, members: readonly StormMember[]): void {
  const { alertCount, deliveryCount, resolvedCount, endedLateCount } = storm;
  const said = { alertCount, deliveryCount, ended: resolvedCount + endedLateCount };
  const deliveries = members.reduce((sum, each) => sum + each.deliveries, 0);
  const ended = members.filter(({ endsAt }) => endsAt !== undefined).length;
  const found = { alertCount: members.length, deliveryCount: deliveries, ended };
  expect(said, `what ${storm.state} storm ${storm.id} says of itself`).toEqual(found);
}

/** The members of a scope's sealed storm that are in another by now. */
async function handedOn(
  { instance }: WorkerBench,
  { id, state }: Storm,
  all: readonly Storm[],
): Promise<ReadonlySet<number>> {
  const kept = state === 'sealed' ? await instance.scopes.plan(id) : undefined;
  if (kept === undefined) return new Set();
  const { causes, carried } = JSON.parse(kept) as DivisionPlan;
  const made = causes.filter((cause) => all.some((storm) => storm.id === cause.id));
  const { record } = placeOf(instance, id).storm(id);
  const steps = Number((await instance.redis.hget(record, 'carried')) ?? 0);
  const inCauses = made.flatMap(({ members }) => members.map(([ordinal]) => ordinal));
  return new Set([...inCauses, ...carried.slice(0, steps * carriedAtOnce)]);
}

/** Of a storm that was divided, record and plan are left, and its alerts for a while. */
async function expectEmpty({ instance }: WorkerBench, { id }: Storm): Promise<void> {
  const { record, plan, members, samples, ...others } = placeOf(instance, id).storm(id);
  for (const key of [members, samples]) expect(await instance.redis.pttl(key)).not.toBe(-1);
  expect(await instance.redis.exists(record, plan)).toBe(2);
  expect(await instance.redis.exists(...Object.values(others))).toBe(0);
}

function placeOf({ keys, config }: WorkerBench['instance'], stormId: string) {
  return keys.partition(partitionOf(patternHashOf(stormId), config.partitions));
}
