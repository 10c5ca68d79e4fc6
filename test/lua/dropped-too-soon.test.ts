import { describe, expect, it } from 'vitest';

import type { StormTerms } from '../../src/storm/terms.ts';
import { StoreBench, entry, folded } from '../support/store.ts';
import { at, expiring, lookAt, openStorm } from './expiring.ts';

/** A storm of two that is dropped five minutes after it opened: its alerts were not sent again in time. */
async function dropped(terms: Partial<StormTerms>): Promise<StoreBench> {
  const bench = new StoreBench({}, terms);
  const id = await openStorm(bench, [expiring('api-1', 4), expiring('api-2', 4)]);
  bench.clock.time = at(5);
  await bench.store.seal(id);
  await bench.store.settle(id, 'dropped', 'all had ended');
  bench.clock.time = at(6);
  return bench;
}

// Their sender did not reach us for a while. As repeats they would be heard of by nobody, for as long as they fire.
describe('alerts whose storm was dropped because they were taken for ended', () => {
  it.each([
    ['all had to have ended', { whenResolved: 'drop' }],
    ['two had to fire', { minAlerts: 2, below: 'drop' }],
  ] as const)('are in the next storm when they come again, where %s', async (_, terms) => {
    await using bench = await dropped(terms);
    const first = await bench.fold([expiring('api-1', 20)]);
    const second = await bench.fold([expiring('api-2', 20), expiring('api-1', 20)]);
    const id = first.storm?.id ?? '';
    bench.clock.time = at(11);
    await bench.store.seal(id);

    expect([first.sums, second.sums]).toMatchObject([
      { opened: 1, folded: 0, repeated: 0, refired: 0 },
      { opened: 0, folded: 1, repeated: 1, refired: 0 },
    ]);
    expect(await lookAt(bench, id)).toMatchObject({ members: ['api-1', 'api-2'] });
    expect(await bench.reader.storm(id)).toMatchObject({ fate: 'storm' });
  });

  it('are repeats of what ended, once that is said', async () => {
    await using bench = await dropped({ whenResolved: 'drop' });
    await bench.fold([entry('api-1', { status: 'resolved', endsAt: at(4) })]);
    const { sums, storm } = await bench.fold([expiring('api-1', 20)]);

    expect(sums).toMatchObject({ opened: 0, folded: 0, repeated: 1 });
    expect(storm).toBeUndefined();
  });

  // It would open a storm of the same pattern, time and first alert, which is the same storm: sealed for ever, and never.
  it('are repeats in the very millisecond in which that storm opened, and count when they come again', async () => {
    await using bench = new StoreBench({}, { whenResolved: 'drop', maxAlerts: 1 });
    const request = await bench.arrive([expiring('api-1', 0), expiring('api-1', 20)]);
    const due = await bench.store.fold(request);
    if (due.kind !== 'due') throw new Error(`the storm is full, but the job was ${due.kind}`);
    await bench.store.seal(due.stormId, false, due.arrivedAt);
    const { sums } = folded(await bench.store.fold(request));
    bench.clock.time += 1;
    const { sums: later, storm } = folded(
      await bench.store.fold(await bench.arrive([expiring('api-1', 20)])),
    );

    expect(sums).toMatchObject({ opened: 1, folded: 0, repeated: 1 });
    expect(later).toMatchObject({ opened: 1, repeated: 0 });
    expect(storm?.id).not.toBe(due.stormId);
  });

  it('are forgotten with their episodes', async () => {
    await using bench = await dropped({ whenResolved: 'drop' });
    const [key = ''] = await bench.redis.keys(`{${bench.prefix}*:cooldown:*`);
    expect(await bench.redis.pttl(key)).toBeGreaterThan(bench.settings.memoryMs);
  });
});

describe('a storm that is dropped whatever was not sent again', () => {
  it.each([
    ['all have ended', { whenResolved: 'drop' }, [entry('api-1', { status: 'resolved', endsAt: at(3) })]],
    ['they are too few', { minAlerts: 3, below: 'drop' }, []],
  ] as const)('leaves its alerts what they were: %s', async (_, terms, ends) => {
    await using bench = new StoreBench({}, terms);
    const id = await openStorm(bench, [expiring('api-1', 4)]);
    if (ends.length > 0) await bench.fold(ends);
    bench.clock.time = at(5);
    await bench.store.seal(id);

    expect(await bench.reader.storm(id)).toMatchObject({ fate: 'drop' });
    expect(await bench.redis.keys(`{${bench.prefix}*:cooldown:*`)).toEqual([]);
    expect((await bench.fold([expiring('api-1', 20)])).sums).toMatchObject({ opened: 0, repeated: 1 });
  });
});
