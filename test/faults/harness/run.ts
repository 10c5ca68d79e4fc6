import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { mountAt, unmount } from '../kinds/disk.ts';
import type { FaultKind } from '../kinds/kind.ts';
import { checkSums, remains } from './audit.ts';
import { causeLanes } from './cause-lanes.ts';
import { causeFaults } from './causes.ts';
import { type Verdict, compare } from './compare.ts';
import { crossSlotFaults } from './cross-slot.ts';
import { Lane } from './lane.ts';
import { lanePatterns } from './lane-patterns.ts';
import { type LaneSubject, podsOf } from './lane-subject.ts';
import { Ledger } from './ledger.ts';
import { type RunOptions, planOf } from './run-plan.ts';
import { checkScopes } from './scopes.ts';
import { Seeded } from './seeded.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { World } from './world.ts';

/** What came of one run. */
export interface RunResult extends Verdict {
  readonly seed: number;
  /** Under which rules; see rules.ts. */
  readonly rules: string;
  /** How often each kind struck. */
  readonly struck: ReadonlyMap<string, number>;
  /** Alerts of notifications that were answered 202. */
  readonly accepted: number;
  readonly resources: number;
  /** 1 when it did not come to rest by itself. */
  readonly stuck: number;
  readonly seconds: number;
  /** Of each master of a cluster, the most keys that it held at once. */
  readonly mostKeys: readonly number[];
  readonly logs: string;
}

const lanes = 6;
const partitions = 4;
const sendMs = 7000;
/** So long after their time senders may still be refused: more than any fault lasts. */
const refusedMs = 120_000;
/** So long all may take to come to rest once no fault strikes any more: above all, a minute after which the sweep gives up jobs. */
const restMs = 100_000;

/** One seeded history under these faults, in real processes, from nothing until all is submitted. */
export async function runOnce(
  seed: number,
  kinds: readonly FaultKind[],
  { redis, correlate }: RunOptions,
): Promise<RunResult> {
  const began = Date.now();
  const chance = new Seeded(seed);
  const plan = planOf(seed, kinds, { redis, correlate }, chance);
  const ledger = new Ledger();
  const struck = new Map<string, number>();
  const protests: string[] = [];
  const world = await World.open(plan);
  const disk = kinds.some(({ track }) => track === 'disk');
  try {
    if (disk) mountAt(world.storms);
    await Promise.all([
      send(world, subjectsFor(seed, correlate), { ledger, protests }, chance.fork()),
      ...strikeAll(kinds, { world, ledger, struck, protests }, chance.fork()),
    ]);
    world.api.heal();
    const left = await rest(world);
    const verdict = compare(ledger, await world.resources());
    const sums = await checkSums(world, ledger, verdict);
    const causes = correlate ? await checkCauses(world, ledger) : [];
    const refused = await world.redis.faults();
    const { mostKeys } = world.redis;
    const surprises = world.slots.flatMap((slot) => slot.surprises);
    const { firing, resolved } = ledger.acceptedSums();
    const logs = await logsOf(world);
    return {
      ...verdict,
      ...{
        seed,
        rules: plan.rules.name,
        struck,
        accepted: firing + resolved,
        resources: (await world.resources()).length,
      },
      ...{ stuck: left.length > 0 ? 1 : 0, seconds: (Date.now() - began) / 1000, mostKeys },
      faults: [
        ...verdict.faults,
        ...sums,
        ...causes,
        ...surprises,
        ...protests,
        ...refused,
        ...crossSlotFaults(logs),
        ...left.map((key) => `left behind: ${key}`),
      ],
      logs,
    };
  } finally {
    if (disk) {
      await rm(join(world.storms, 'filler'), { force: true });
      unmount(world.storms);
    }
    await world[Symbol.asyncDispose]();
  }
}

/** With correlation as many scopes as partitions, or fewer. */
function subjectsFor(seed: number, correlate: boolean): readonly LaneSubject[] {
  if (correlate) return causeLanes(lanes, 1 + (seed % partitions), partitions);
  return lanePatterns(lanes, partitions).map(podsOf);
}

async function checkCauses(world: World, ledger: Ledger): Promise<string[]> {
  const resources = await world.resources();
  const { scopeIds, faults } = await checkScopes(world, resources);
  const { apartMs = 0 } = world.plan.rules.correlates ?? {};
  return [...faults, ...causeFaults(ledger, resources, { scopeIds, apartMs })];
}

async function send(
  world: World,
  subjects: readonly LaneSubject[],
  { ledger, protests }: Pick<Shared, 'ledger' | 'protests'>,
  chance: Seeded,
): Promise<void> {
  const all = subjects.map((subject) => new Lane(subject, world.urls, ledger, chance.fork()));
  const impatience = setTimeout(() => {
    protests.push('senders were refused for ever');
    for (const lane of all) lane.stop();
  }, sendMs + refusedMs);
  await Promise.all(all.map((lane) => lane.run(chance.int(20, 32), sendMs)));
  clearTimeout(impatience);
}

interface Shared {
  readonly world: World;
  readonly ledger: Ledger;
  readonly struck: Map<string, number>;
  readonly protests: string[];
}

/** Each track on its own, one fault after the other, at moments of its own. */
function strikeAll(kinds: readonly FaultKind[], shared: Shared, chance: Seeded): Promise<void>[] {
  const { world, ledger, struck, protests } = shared;
  const tracks = Map.groupBy(kinds, ({ track }) => track);
  return [...tracks.values()].map(async (track) => {
    const own = chance.fork();
    for (const { name, strike } of track.toSorted(
      (a, b) => Number(b.first ?? false) - Number(a.first ?? false),
    )) {
      const count = () => void struck.set(name, (struck.get(name) ?? 0) + 1);
      if (!strike) count();
      await pause(own.int(100, sendMs / (track.length + 1)));
      await strike?.({
        ...{ world, ledger, chance: own, struck: count },
        protest: (fault) => protests.push(`${name}: ${fault}`),
      });
    }
  });
}

/** Waits until nothing is left to do, without help. What is left after all that time, as keys. */
async function rest(world: World): Promise<string[]> {
  let left: string[] = [];
  for (const until = Date.now() + restMs; Date.now() < until;) {
    left = await remains(world.redis);
    if (left.length === 0) return [];
    await pause(400);
  }
  return left;
}

async function logsOf(world: World): Promise<string> {
  await Promise.all(world.slots.map((slot) => slot.close()));
  return world.logs();
}
