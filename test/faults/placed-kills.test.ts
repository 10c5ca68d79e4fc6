import { describe, expect, it } from 'vitest';

import { remains } from './harness/audit.ts';
import { alertWith, deliver, notificationOf } from './harness/notification.ts';
import { causeLanes } from './harness/cause-lanes.ts';
import { correlating, plainRules } from './harness/rules.ts';
import { checkScopes } from './harness/scopes.ts';
import { World, type WorldPlan } from './harness/world.ts';
import { crashPoints } from './kinds/processes.ts';
import { eventually } from '../support/eventually.ts';
import { CounterReader } from '../../src/redis/counters.ts';
import { keysFor } from '../../src/redis/keys.ts';

const plan: WorldPlan = {
  fsync: 'everysec',
  sink: 'kubernetes',
  rules: plainRules(3000),
  intakes: 1,
  workers: [{}],
};
const pods = Array.from({ length: 15 }, (_, i) => `api-${String(i).padStart(2, '0')}`);
const restPatience = { timeout: 60_000, interval: 200 };

/** Waits until nothing is left to do, and answers what came out. */
async function outcome(world: World) {
  await eventually(async () => expect(await remains(world.redis)).toEqual([]), restPatience);
  const resources = (await world.resources()).map(({ spec }) => ({
    pattern: spec.pattern.text,
    alertCount: spec.alertCount,
    pods: spec.affectedResources.map(({ name }) => name).sort(),
  }));
  const sums = await new CounterReader(world.redis.client, keysFor(world.prefix), 4).read();
  return { resources, sums, surprises: world.slots.flatMap(({ surprises }) => surprises) };
}

const oneStorm = [{ pattern: 'KubePodCrashLooping in shop', alertCount: 15, pods }];

describe.concurrent('a worker that is killed', () => {
  it.each(crashPoints)('%s leaves one resource with exactly its fifteen alerts', async (point) => {
    await using world = await World.open(plan);
    let deaths = 0;
    const [worker] = world.workers;
    await worker?.crashAt(point, 1, () => (deaths += 1));
    await worker?.ready();
    for (const pod of pods) await deliver(world.urls, notificationOf([pod]));
    const { resources, sums, surprises } = await outcome(world);

    expect({ deaths, surprises }).toEqual({ deaths: 1, surprises: [] });
    expect(resources).toEqual(oneStorm);
    expect(sums).toMatchObject({ received: 15, queued: 15, opened: 1, folded: 14, repeated: 0, pending: 0 });
  });
});

/** A node that is not ready with seven pods on it, five pods that crash, and one of another workload. */
function threeCauses() {
  const [node, crashes, singles] = causeLanes(3, 1, 4);
  const told = [
    ...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => node?.tell(n)),
    ...[0, 1, 2, 3, 4].map((n) => crashes?.tell(n)),
    singles?.tell(0),
  ];
  return told.filter((each) => each !== undefined);
}

/** How far a division has come. */
async function progress({ redis: { client }, prefix }: World) {
  const all = (pattern: string) => client.keys(pattern);
  const place = keysFor(prefix).partition(0);
  const sealed = await client.zrange(place.storms('sealed'), '0', '-1');
  const causes = (
    await Promise.all(sealed.map((id) => client.hget(place.storm(id).record, 'cause')))
  ).flatMap((cause, i) => (cause === null ? [] : [sealed[i] ?? '']));
  const jobs = await Promise.all(causes.map((id) => client.exists(`{${prefix}}:finalize:${id}`)));
  const plans = await all(`${place.queuePrefix}:storm:*:plan`);
  return { plans: plans.length, causes: causes.length, armed: jobs.filter(Boolean).length };
}

const none = { plans: 0, causes: 0, armed: 0 };
const divisions = [
  ['after seal', none],
  ['after the plan is kept', { ...none, plans: 1 }],
  ['after the first cause is divided', { ...none, plans: 1, causes: 1 }],
  ['after the first cause is armed', { plans: 1, causes: 3, armed: 1 }],
  ['before the scope is settled', { plans: 1, causes: 3, armed: 3 }],
] as const;

describe.concurrent('a worker that is killed while it divides a scope', () => {
  it.each(divisions)('%s leaves one resource of each cause', async (point, come) => {
    await using world = await World.open({ ...plan, rules: correlating(plainRules(3000)) });
    const deaths: Promise<unknown>[] = [];
    const [worker] = world.workers;
    await worker?.crashAt(point, 1, () => deaths.push(progress(world)));
    await worker?.ready();
    const told = threeCauses();
    for (const { labels } of told) await deliver(world.urls, { version: '4', alerts: [alertWith(labels)] });
    const { sums, surprises } = await outcome(world);
    const resources = await world.resources();

    expect({ deaths: await Promise.all(deaths), surprises }).toEqual({ deaths: [come], surprises: [] });
    const names = (from: number, to: number) => told.slice(from, to).map(({ name }) => name);
    const found = resources.map(({ spec }) => [
      spec.alertCount,
      ...spec.affectedResources.map(({ name }) => name),
    ]);
    expect(found.toSorted((a, b) => Number(b[0]) - Number(a[0]))).toEqual([
      [8, ...names(0, 8)],
      [5, ...names(8, 13)],
      [1, ...names(13, 14)],
    ]);
    expect((await checkScopes(world, resources)).faults).toEqual([]);
    expect(sums).toMatchObject({ queued: 14, opened: 1, folded: 13, repeated: 0, pending: 0 });
    expect(sums).toMatchObject({ sealedStorms: 3, submittedStorms: 3 });
  });
});

describe('an intake that is killed', () => {
  it('after it queued and before it answered is asked again, and its alerts are repeats', async () => {
    await using world = await World.open(plan);
    let deaths = 0;
    const [intake] = world.intakes;
    await intake?.crashAt('after exec', 1, () => (deaths += 1));
    await intake?.ready();
    const tries = await deliver(world.urls, notificationOf(pods));
    const { resources, sums, surprises } = await outcome(world);

    expect({ deaths, surprises }).toEqual({ deaths: 1, surprises: [] });
    expect(tries).toBeGreaterThan(1);
    expect(resources).toEqual(oneStorm);
    expect(sums).toMatchObject({ received: 30, queued: 30, opened: 1, folded: 14, repeated: 15, pending: 0 });
  });
});

describe.concurrent('Redis', () => {
  it.each(['always', 'everysec'] as const)(
    'killed with appendfsync %s loses nothing of a storm that is open',
    async (fsync) => {
      await using world = await World.open({ ...plan, fsync });
      for (const pod of pods.slice(0, 8)) await deliver(world.urls, notificationOf([pod]));
      await world.redis.restart('SIGKILL');
      for (const pod of pods.slice(8)) await deliver(world.urls, notificationOf([pod]));
      const { resources, surprises } = await outcome(world);

      expect(surprises).toEqual([]);
      expect(resources).toEqual(oneStorm);
    },
  );
});
