import { describe, expect, it } from 'vitest';

import { eventually } from '../support/eventually.ts';
import { remains } from './harness/audit.ts';
import { causeLanes } from './harness/cause-lanes.ts';
import { alertWith, deliver, notificationOf } from './harness/notification.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { correlating, plainRules } from './harness/rules.ts';
import { World, type WorldPlan } from './harness/world.ts';

const windowMs = 2500;
const rules = plainRules(windowMs);
const plan: WorldPlan = { fsync: 'everysec', sink: 'kubernetes', rules, intakes: 1, workers: [{}] };
const pods = (letter: string) => Array.from({ length: 8 }, (_, i) => `${letter}-${i}`);

/** Two patterns: two bursts within one window, and one after its end. */
async function send({ urls }: World): Promise<void> {
  for (const name of ['HighCPUUsage', 'KubePodCrashLooping'])
    await deliver(urls, notificationOf(pods('a'), name));
  await pause(300);
  for (const name of ['HighCPUUsage', 'KubePodCrashLooping'])
    await deliver(urls, notificationOf(pods('b'), name));
  await pause(windowMs + 500);
  for (const name of ['HighCPUUsage', 'KubePodCrashLooping'])
    await deliver(urls, notificationOf(pods('c'), name));
}

async function storms(world: World): Promise<string[]> {
  const wait = { timeout: 60_000, interval: 200 };
  await eventually(async () => expect(await remains(world.redis)).toEqual([]), wait);
  const found = (await world.resources()).map(({ spec }) => {
    const names = spec.affectedResources.map(({ name }) => name).sort();
    return `${spec.pattern.text}: ${names.join(' ')}`;
  });
  return found.sort();
}

const expected = ['HighCPUUsage', 'KubePodCrashLooping'].flatMap((name) => [
  `${name} in shop: ${[...pods('a'), ...pods('b')].join(' ')}`,
  `${name} in shop: ${pods('c').join(' ')}`,
]);

describe('the storms of a history', () => {
  it('are these, with a worker that is there', async () => {
    await using world = await World.open(plan);
    await send(world);

    expect(await storms(world)).toEqual(expected);
  });

  it('are the same, member for member, when the worker was away until long after their windows', async () => {
    await using world = await World.open(plan);
    const [worker] = world.workers;
    await worker?.away();
    await send(world);
    await pause(windowMs);
    expect(await world.resources()).toEqual([]);
    await worker?.restart('SIGKILL');

    expect(await storms(world)).toEqual(expected);
  });
});

describe('what comes of a cause after its resource was written', () => {
  const [node] = causeLanes(1, 1, 4);
  const sendTo = async ({ urls }: World, from: number, to: number) => {
    const told = Array.from({ length: to - from }, (_, i) => node?.tell(from + i).labels ?? {});
    await deliver(urls, { version: '4', alerts: told.map(alertWith) });
  };

  it.each(['there', 'away until long after'])('is one resource, with a worker that is %s', async (how) => {
    await using world = await World.open({ ...plan, rules: correlating(rules) });
    const [worker] = world.workers;
    // The node and three pods on it, and later five more of it.
    await sendTo(world, 0, 4);
    await eventually(async () => expect(await world.resources()).toHaveLength(1), { timeout: 20_000 });
    await sendTo(world, 4, 9);
    if (how !== 'there') {
      await worker?.away();
      await pause(2 * windowMs);
      await worker?.restart('SIGKILL');
    }
    await eventually(async () => expect(await remains(world.redis)).toEqual([]), { timeout: 60_000 });

    expect((await world.resources()).map(({ spec }) => spec.alertCount)).toEqual([4, 5]);
  });
});
