import { describe, expect, it } from 'vitest';

import { type Outcome } from '../../src/redis/storm-store.ts';
import { type StormState, stormStates } from '../../src/storm/storm.ts';
import { StoreBench, entry, minute, noon } from '../support/store.ts';

async function sealedStorm(bench: StoreBench): Promise<string> {
  bench.clock.time = noon;
  const { storm } = await bench.fold([entry('api-1'), entry('api-1')]);
  bench.clock.time = noon + 5 * minute;
  await bench.store.seal(storm?.id ?? '');
  return storm?.id ?? '';
}

/** The outcomes that bring a sealed storm to each state. */
const wayTo: Record<Exclude<StormState, 'open'>, Outcome[]> = {
  sealed: [],
  failed: ['failed'],
  submitted: ['submitted'],
  dropped: ['dropped'],
  discarded: ['failed', 'discarded'],
  divided: ['divided'],
};

describe('settle', () => {
  const allowed = [
    'sealed>failed',
    'sealed>submitted',
    'sealed>dropped',
    'sealed>divided',
    'failed>sealed',
    'failed>submitted',
    'failed>discarded',
  ];
  const states = stormStates.filter((state) => state !== 'open');
  const pairs = states.flatMap((from) => states.filter((to) => to !== from).map((to) => [from, to] as const));

  it.each(pairs)('takes a storm that is %s to %s only where the states allow it', async (from, to) => {
    await using bench = new StoreBench();
    const id = await sealedStorm(bench);
    for (const outcome of wayTo[from]) await bench.store.settle(id, outcome, 'before');
    const may = allowed.includes(`${from}>${to}`);

    expect(await bench.store.settle(id, to, 'detail')).toMatchObject({
      kind: may ? 'settled' : 'refused',
      state: from,
    });
    expect(await bench.reader.storm(id)).toMatchObject({ state: may ? to : from });
  });

  it('answers "already" to the same outcome again, and counts it once', async () => {
    await using bench = new StoreBench();
    const id = await sealedStorm(bench);
    await bench.store.settle(id, 'submitted', 'storm-a');

    expect(await bench.store.settle(id, 'submitted', 'storm-a')).toMatchObject({ kind: 'already' });
    expect(await bench.counters()).toMatchObject({ submittedStorms: 1 });
    expect(await bench.reader.storm(id)).toMatchObject({
      resourceName: 'storm-a',
      submittedAt: noon + 5 * minute,
    });
  });

  it('refuses a storm that does not exist', async () => {
    await using bench = new StoreBench();
    const id = await sealedStorm(bench);

    expect(await bench.store.settle(`${id.slice(0, 17)}000000000000`, 'submitted', 'x')).toMatchObject({
      kind: 'refused',
      state: '',
    });
  });

  it.each(['submitted', 'discarded'] as const)(
    'starts the expiry of all of a storm that is %s',
    async (outcome) => {
      await using bench = new StoreBench({ retentionMs: 10 * minute });
      const id = await sealedStorm(bench);
      await bench.reader.keepManifest(id, '{}');
      for (const step of wayTo[outcome]) await bench.store.settle(id, step, 'x');
      const keys = await bench.redis.keys(`{${bench.prefix}*:storm:${id}*`);
      const lifetimes = await Promise.all(keys.map((key) => bench.redis.pttl(key)));

      expect(keys).toHaveLength(5);
      expect(lifetimes.every((ms) => ms > 9 * minute && ms <= 10 * minute)).toBe(true);
    },
  );

  it.each(['sealed', 'failed'] as const)('lets nothing of a storm that is %s expire', async (state) => {
    await using bench = new StoreBench();
    const id = await sealedStorm(bench);
    for (const step of wayTo[state]) await bench.store.settle(id, step, 'x');
    const keys = await bench.redis.keys(`{${bench.prefix}*:storm:${id}*`);

    expect(keys).toHaveLength(4);
    expect(await Promise.all(keys.map((key) => bench.redis.pttl(key)))).toEqual([-1, -1, -1, -1]);
  });
});

it('takes no alerts in its cooldown any more once a person has discarded it: nobody would hear of them', async () => {
  await using bench = new StoreBench({}, { cooldownMs: 60 * minute });
  const id = await sealedStorm(bench);
  expect((await bench.fold([entry('api-2')])).sums.joined).toBe(1);
  await bench.store.settle(id, 'failed', 'refused');
  expect((await bench.fold([entry('api-3')])).sums.joined).toBe(1);
  await bench.store.settle(id, 'discarded', 'false alarm');

  expect((await bench.fold([entry('api-4')])).sums).toMatchObject({ opened: 1, joined: 0 });
});
