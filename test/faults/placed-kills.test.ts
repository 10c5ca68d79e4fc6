import { describe, expect, it } from 'vitest';

import { remains } from './harness/audit.ts';
import { deliver, notificationOf } from './harness/notification.ts';
import { plainRules } from './harness/rules.ts';
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
