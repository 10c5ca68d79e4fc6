import { describe, expect, it, vi } from 'vitest';

import type { FoldEntry } from '../../src/storm/fold-entry.ts';
import { sweep } from '../../workers/sweep.ts';
import { eventually } from '../support/eventually.ts';
import { FaultySink } from '../support/faulty-sink.ts';
import { foldAndDie, road } from '../support/road.ts';
import { StoreBench, entry, folded, minute, noon } from '../support/store.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

describe("a clock of Redis' that steps", () => {
  it('back after an alert came at the deadline does not hold its partition up', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    bench.clock.time = noon + 5 * minute;
    await bench.post(podAlert('api-2'));
    bench.clock.time -= 2000;
    await bench.work();
    await bench.folded();
    await bench.expire();
    expect(await bench.until('submitted', 2)).toHaveLength(2);
  });

  it('ahead by an hour for one alert does not put off the deadlines of those that come after', async () => {
    await using bench = new StoreBench();
    bench.clock.time = noon + 60 * minute;
    const { storm: first } = await bench.fold([entry('api-1')]);
    await bench.store.seal(first?.id ?? '', true);
    bench.clock.time = noon;
    expect((await bench.fold([entry('api-2')])).storm?.sealAt).toBe(noon + 5 * minute);
  });
});

describe('what is remembered', () => {
  it('counts by arrivals: a repeat that waited through an outage is still one', async () => {
    await using bench = new StoreBench({ memoryMs: 10 * minute });
    await bench.fold([entry('api-1')]);
    bench.clock.time += 9 * minute;
    const waited = await bench.arrive([entry('api-1')]);
    const { stormId } = (await bench.store.fold(waited)) as { stormId: string };
    bench.clock.time += 60 * minute;
    await bench.store.seal(stormId);
    expect(folded(await bench.store.fold(waited)).sums).toMatchObject({ repeated: 1, opened: 0 });
  });

  it('is over when the next alert arrives later than that', async () => {
    await using bench = new StoreBench({ memoryMs: 10 * minute }, { windowMs: 60 * minute });
    await bench.fold([entry('api-1')]);
    bench.clock.time += 10 * minute + 1;
    expect((await bench.fold([entry('api-1')])).sums).toMatchObject({ repeated: 0, folded: 1 });
  });

  it('of a job outlives its own ack', async () => {
    await using bench = new StoreBench();
    const request = await bench.arrive([entry('api-1')]);
    await bench.store.fold(request);
    const again = await bench.store.fold({ ...request, acks: [request.jobId] });
    expect(folded(again)).toMatchObject({ again: true, sums: { opened: 1 } });
  });
});

/** Folds jobs as a worker does, and tells which storms had to be sealed meanwhile. */
async function sealedIn(bench: StoreBench, jobs: readonly (readonly FoldEntry[])[]): Promise<string[]> {
  const ids: string[] = [];
  for (const job of jobs) {
    const request = await bench.arrive(job);
    for (let reply = await bench.store.fold(request); ; reply = await bench.store.fold(request)) {
      if (reply.kind !== 'due') break;
      expect(ids).not.toContain(reply.stormId);
      ids.push(reply.stormId);
      await bench.store.seal(reply.stormId, false, reply.arrivedAt);
    }
  }
  return ids;
}

describe('a storm', () => {
  it('that opens in the millisecond in which the one before it did has a name of its own', async () => {
    await using bench = new StoreBench();
    const { storm: one } = await bench.fold([entry('api-1', { startsAt: null })]);
    await bench.store.seal(one?.id ?? '', true);
    await bench.fold([entry('api-1', { startsAt: null, status: 'resolved' })]);
    const { storm: two } = await bench.fold([entry('api-1', { startsAt: null })]);
    expect(two?.opened).toBe(true);
    expect(two?.id).not.toBe(one?.id);
  });

  it('has a name that none had before in that millisecond, however many were full in it', async () => {
    await using bench = new StoreBench({}, { maxAlerts: 1 });
    const alerts = [entry('api-1', { startsAt: null }), entry('api-2', { startsAt: null })];
    const ends = alerts.map(({ fingerprint, ...alert }) => ({
      ...alert,
      fingerprint,
      status: 'resolved' as const,
    }));
    const ids = await sealedIn(bench, [alerts, ends, alerts, ends, alerts]);
    expect(ids).toHaveLength(5);
  });

  it('has such a name too where an alert is told now with its begin and now without', async () => {
    await using bench = new StoreBench({}, { maxAlerts: 1 });
    const told = (startsAt: number | null) => [
      entry('api-1', { startsAt }),
      entry('api-1', { startsAt, status: 'resolved', endsAt: noon - 1 }),
    ];
    const ids = await sealedIn(bench, [[...told(noon), ...told(null), ...told(noon), ...told(null)]]);
    expect(ids).toHaveLength(4);
  });

  it('comes to its end though the data of its finalize job were spoilt', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await road(bench).drain();
    const [storm] = await bench.storms('open');
    await bench.instance.queues.finalize.add('finalize', {}, { jobId: storm?.id ?? '' });
    bench.clock.time += 6 * minute;
    await bench.work();
    expect(await bench.until('submitted', 1)).toHaveLength(1);
  });

  it('that is sealed by force while its job goes back to sleep is submitted all the same', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    await bench.post(podAlert('api-1'));
    await bench.folded();
    const [storm] = await bench.until('open', 1);
    const { store } = bench.instance;
    vi.spyOn(store, 'nowOf').mockImplementationOnce(async () => {
      await store.seal(storm?.id ?? '', true);
      return bench.clock.time;
    });
    if (storm) await bench.fire(storm);
    expect(await bench.until('submitted', 1)).toHaveLength(1);
  });
});

describe('a submit', () => {
  it('that fails for a reason that nobody foresaw counts its attempts like any other', async () => {
    await using bench = await WorkerBench.open({
      wrap: (real) => ({
        kind: real.kind,
        close: () => real.close(),
        exists: (manifest) => real.exists(manifest),
        submit: () => Promise.reject(new TypeError('x is undefined')),
      }),
    });
    Object.assign(bench.instance.config.sink, { maxAttempts: 1 });
    await bench.work();
    await bench.post(podAlert('api-1'));
    await bench.folded();
    await bench.expire();
    expect((await bench.until('failed', 1))[0]?.reason).toBe('x is undefined');
  });
});

describe('the sweep', () => {
  it('wakes a sealed storm whose job was put off for longer than any try is', async () => {
    await using bench = await WorkerBench.open({ wrap: (real) => new FaultySink(real, ['before', 'none']) });
    bench.clock.time = Date.now();
    await bench.work();
    await bench.post(podAlert('api-1', {}, { startsAt: new Date().toISOString() }));
    await bench.folded();
    await bench.expire();
    await eventually(async () => {
      const [job] = await bench.instance.queues.finalize.getDelayed();
      if (job?.attemptsMade !== 1) throw new Error('not tried yet');
      await job.changeDelay(24 * 60 * minute);
    });
    bench.clock.time += minute;
    expect(await sweep(bench.context)).toMatchObject({ promoted: 1 });
    await bench.until('submitted', 1);
  });

  it('goes on when one storm can not be mended, and counts it', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await road(bench).drain();
    bench.clock.time += 6 * minute;
    const partition = Number(road(bench).name.split('-')[1]);
    await bench.instance.redis.zadd(bench.instance.keys.partition(partition).storms('open'), 1, 'not-an-id');
    expect(await sweep(bench.context)).toMatchObject({ 'not mended': 1, armed: 1 });
  });
});
