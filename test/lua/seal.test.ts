import { describe, expect, it } from 'vitest';

import { mostEach } from '../../src/storm/terms.ts';
import { StoreBench, entry, minute, noon, shop } from '../support/store.ts';

const deadline = noon + 5 * minute;

async function openStorm(bench: StoreBench): Promise<string> {
  const { storm } = await bench.fold([entry('api-1'), entry('api-2')]);
  return storm?.id ?? '';
}

describe('seal', () => {
  it('says how long to wait before the deadline, and changes nothing', async () => {
    await using bench = new StoreBench();
    const id = await openStorm(bench);
    bench.clock.time = deadline - 1;

    expect(await bench.store.seal(id)).toEqual({
      kind: 'not yet',
      now: deadline - 1,
      remainingMs: 1,
    });
    expect(await bench.reader.storm(id)).toMatchObject({ state: 'open' });
  });

  it('closes the storm at its deadline and answers the same when asked again', async () => {
    await using bench = new StoreBench();
    const id = await openStorm(bench);
    bench.clock.time = deadline;
    const first = await bench.store.seal(id);
    bench.clock.time = deadline + minute;
    const again = await bench.store.seal(id);

    expect(first).toEqual({ kind: 'sealed', now: deadline, state: 'sealed' });
    expect(again).toEqual({ kind: 'sealed', now: deadline + minute, state: 'sealed' });
    expect(await bench.reader.storm(id)).toMatchObject({
      state: 'sealed',
      sealedAt: deadline,
      sealReason: 'expired',
    });
    expect(await bench.counters()).toMatchObject({ sealedStorms: 1 });
  });

  it('takes all of a storm with it: members, their ends, their deliveries, flaps and expiries, and the samples', async () => {
    await using bench = new StoreBench({}, { flapAfter: 3 });
    const id = await openStorm(bench);
    const until = { endsAt: noon + 2 * minute };
    await bench.fold([entry('api-3', until), entry('api-3', { startsAt: noon + minute })]);
    await bench.fold([entry('api-1'), entry('api-2', { status: 'resolved', endsAt: noon + minute })]);
    bench.clock.time = deadline;
    await bench.store.seal(id);
    const storm = await bench.reader.storm(id);
    if (!storm) throw new Error('no storm');
    const { members } = await bench.reader.members(storm, 0, 10);

    expect(members.map((m) => [m.resource.name, m.deliveries, m.endsAt])).toEqual([
      ['api-1', 2, undefined],
      ['api-2', 2, '2026-06-01T12:01:00.000Z'],
      ['api-3', 1, '2026-06-01T12:02:00.000Z'],
      ['api-3', 1, undefined],
    ]);
    expect(await bench.reader.samples(storm)).toHaveLength(4);
    expect(await bench.redis.keys(`{${bench.prefix}*:open:*`)).toEqual([]);
    expect(await bench.redis.keys(`{${bench.prefix}*:storm:*:flaps`)).toHaveLength(1);
  });

  it('knows nothing of a storm that is neither open nor remembered', async () => {
    await using bench = new StoreBench();
    await openStorm(bench);

    expect(await bench.store.seal(`${shop.hash}-000000000000`)).toEqual({
      kind: 'gone',
      now: noon,
    });
  });

  it('seals before the deadline only by force, and counts that', async () => {
    await using bench = new StoreBench();
    const id = await openStorm(bench);

    expect(await bench.store.seal(id, true)).toMatchObject({ kind: 'sealed' });
    expect(await bench.counters()).toMatchObject({ sealedStorms: 1, forcedStorms: 1 });
  });

  it('leaves the pattern free for the next storm', async () => {
    await using bench = new StoreBench();
    const id = await openStorm(bench);
    bench.clock.time = deadline;
    await bench.store.seal(id);
    const next = await bench.fold([entry('api-3')]);

    expect(next.storm).toMatchObject({ opened: true, sealAt: deadline + 5 * minute });
    expect(next.storm?.id).not.toBe(id);
  });

  it.each([
    [mostEach, 'each'],
    [mostEach + 1, 'below'],
  ])('of %i alerts, of which one still fires, makes %s', async (count, fate) => {
    await using bench = new StoreBench({}, { minAlerts: 5, below: 'each' });
    const pods = Array.from({ length: count }, (_, i) => `pod${i}`);
    const { storm } = await bench.fold(pods.map((pod) => entry(pod)));
    const ends = pods.slice(1).map((pod) => entry(pod, { status: 'resolved', endsAt: noon + minute }));
    await bench.fold(ends);
    bench.clock.time = deadline;
    await bench.store.seal(storm?.id ?? '');

    expect(await bench.reader.storm(storm?.id ?? '')).toMatchObject({ fate, alertCount: count });
  });
});
