import { describe, expect, it, vi } from 'vitest';

import { Digests } from '../../src/console/digests.ts';
import { overviewEvents, overviewReader } from '../../src/console/overview.ts';
import type { Section } from '../../src/console/views.ts';
import { StormHeads } from '../../src/redis/storm-heads.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

/** What the console looks with. */
function eyesOf({ instance }: WorkerBench) {
  const heads = new StormHeads(instance.redis, instance.keys, instance.config.partitions);
  const digests = new Digests(heads);
  const read = overviewReader(instance, heads);
  const look = async (pattern = '', rows = 50) =>
    (await overviewEvents(digests, await read(), { pattern, rows }))['openStorms'] as Section;
  return { digests, read, look };
}

describe('the console over much', () => {
  it('reads what is closed once a look, however many pages are open', async () => {
    await using bench = await WorkerBench.open();
    const { digests, read } = eyesOf(bench);
    const page = vi.spyOn(bench.instance.list, 'page');
    const base = await read();
    for (let i = 0; i < 5; i++) await overviewEvents(digests, base, { pattern: '', rows: 50 });
    for (const pattern of ['a', 'b']) await overviewEvents(digests, base, { pattern, rows: 50 });

    const calls = page.mock.calls.map(([states, limit]) => `${states.join()} ${limit}`);
    expect(calls).toEqual(
      [50, 500].flatMap((limit) => ['sealed', 'failed', 'submitted'].map((state) => `${state} ${limit}`)),
    );
    await overviewEvents(digests, await read(), { pattern: '', rows: 50 });
    expect(page).toHaveBeenCalledTimes(9);
  });

  it('shows the largest of 5,000 open storms, counts all, and finds any by its pattern', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    const alerts = Array.from({ length: 5000 }, (_, i) => podAlert('api', { alertname: `Alert${i}` }));
    for (let from = 0; from < alerts.length; from += 1000)
      await bench.post(...alerts.slice(from, from + 1000));
    // Three are larger than the others.
    for (const [i, more] of [
      [4321, 7],
      [17, 9],
      [2500, 8],
    ] as const) {
      const pods = Array.from({ length: more - 1 }, (_, k) =>
        podAlert(`api-${k}`, { alertname: `Alert${i}` }),
      );
      await bench.post(...pods);
    }
    await bench.folded();

    const { look } = eyesOf(bench);
    const section = await look();
    expect([section.total, section.found, section.storms.length]).toEqual([5000, 5000, 50]);
    const firsts = section.storms.slice(0, 4).map(({ pattern, alerts: n, kinds }) => [pattern, n, kinds]);
    expect(firsts.slice(0, 3)).toEqual([
      ['Alert17 in shop', 9, [['Pod', 9]]],
      ['Alert2500 in shop', 8, [['Pod', 8]]],
      ['Alert4321 in shop', 7, [['Pod', 7]]],
    ]);
    expect(firsts[3]?.[1]).toBe(1);
    const found = await look('alert4321 IN');
    expect([found.total, found.found]).toEqual([5000, 1]);
    expect(found.storms.map(({ pattern }) => pattern)).toEqual(['Alert4321 in shop']);
  });

  it('knows the arrivals and the resources of a storm of 20,000 alerts exactly, after a few looks', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    for (let i = 0; i < 20; i++) {
      bench.clock.time += 1000;
      const pods = Array.from({ length: 1000 }, (_, k) =>
        podAlert(`api-${i}-${k % 500}`, { container: `c${k}` }),
      );
      await bench.post(...pods);
    }
    await bench.folded();
    const [storm] = await bench.storms('open');
    if (!storm) throw new Error('no storm is open');
    expect(storm.alertCount).toBe(20_000);

    const { digests } = eyesOf(bench);
    const reads = [];
    for (let look = 0; look < 4; look++) reads.push((await digests.of(storm)).read);
    expect(reads).toEqual([8000, 16_000, 20_000, 20_000]);
    const digest = await digests.of(storm);
    expect(digest.bins).toEqual(Array.from({ length: 20 }, () => 1000));
    expect(digest.kinds).toEqual([['Pod', 10_000]]);
  });
});
