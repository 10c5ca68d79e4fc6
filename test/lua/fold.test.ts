import { describe, expect, it } from 'vitest';

import { CounterReader } from '../../src/redis/counters.ts';
import { patternOf } from '../../src/storm/pattern.ts';
import { StoreBench, entry, folded, minute, noon, shop } from '../support/store.ts';

const none = { opened: 0, folded: 0, repeated: 0, resolved: 0, refired: 0, joined: 0, muted: 0 };

describe('fold', () => {
  it('opens a storm with the first alert and folds the second into it', async () => {
    await using bench = new StoreBench();
    const first = await bench.fold([entry('api-1')]);
    const second = await bench.fold([entry('api-2')]);

    expect(first.sums).toEqual({ ...none, opened: 1 });
    expect(first.storm).toMatchObject({ id: second.storm?.id, sealAt: noon + 5 * minute, opened: true });
    expect(second.sums).toEqual({ ...none, folded: 1 });
    expect(second.storm?.opened).toBe(false);
    const storm = await bench.reader.storm(first.storm?.id ?? '');
    expect(storm).toMatchObject({
      state: 'open',
      alertCount: 2,
      deliveryCount: 2,
      resolvedCount: 0,
      openedAt: noon,
    });
  });

  it('keeps the members of a storm in order of arrival, each once', async () => {
    await using bench = new StoreBench();
    const { storm } = await bench.fold([entry('api-1'), entry('api-2'), entry('api-1')]);
    await bench.fold([entry('api-3'), entry('api-2')]);

    const record = await bench.reader.storm(storm?.id ?? '');
    if (!record) throw new Error('no storm');
    const { members } = await bench.reader.members(record, 0, 10);
    expect(members.map((m) => [m.resource.name, m.deliveries])).toEqual([
      ['api-1', 2],
      ['api-2', 2],
      ['api-3', 1],
    ]);
    expect(record).toMatchObject({ alertCount: 3, deliveryCount: 5 });
  });

  it('keeps storms of two patterns apart', async () => {
    await using bench = new StoreBench();
    const other = patternOf({ alertname: 'KubePodCrashLooping', namespace: 'billing' });
    const one = await bench.fold([entry('api-1')]);
    const two = await bench.fold([entry('api-2')], other);

    expect(two.sums.opened).toBe(1);
    expect(two.storm?.id).not.toBe(one.storm?.id);
  });

  it('answers a job that runs again as it did the first time, and counts nothing', async () => {
    await using bench = new StoreBench();
    const request = await bench.arrive([entry('api-1'), entry('api-2')]);
    const first = folded(await bench.store.fold(request));
    const again = folded(await bench.store.fold(request));

    expect(again).toEqual({ ...first, again: true });
    expect(await bench.counters()).toMatchObject({ queued: 2, opened: 1, folded: 1, pending: 0 });
  });

  it('answers a job that runs again even where it is told that this very job is done', async () => {
    await using bench = new StoreBench();
    const request = await bench.arrive([entry('api-1')]);
    const first = await bench.store.fold(request);

    expect(await bench.store.fold({ ...request, acks: [request.jobId] })).toEqual({ ...first, again: true });
  });

  it('answers a job that runs again even after its storm was sealed and its pattern opened another', async () => {
    await using bench = new StoreBench();
    const request = await bench.arrive([entry('api-1')]);
    const first = folded(await bench.store.fold(request));
    bench.clock.time = noon + 6 * minute;
    await bench.store.seal(first.storm?.id ?? '');
    await bench.fold([entry('api-2')]);

    expect(folded(await bench.store.fold(request))).toMatchObject({ again: true, storm: first.storm });
  });

  it('refuses a job that is not pending, and changes nothing', async () => {
    await using bench = new StoreBench();
    const request = await bench.arrive([entry('api-1')]);
    await bench.store.fold(request);
    await bench.store.fold({ ...(await bench.arrive([entry('api-2')])), acks: [request.jobId] });

    expect(await bench.store.fold(request)).toEqual({ kind: 'unknown', now: noon });
    expect(await bench.counters()).toMatchObject({ opened: 1, folded: 1, pending: 0 });
    expect(await bench.counters()).not.toHaveProperty('repeated');
  });

  it('says that the storm is due when the job arrived at its deadline, and folds it when it arrived before', async () => {
    await using bench = new StoreBench();
    const { storm } = await bench.fold([entry('api-1')]);
    bench.clock.time = noon + 5 * minute - 1;
    const before = await bench.arrive([entry('api-2')]);
    bench.clock.time = noon + 5 * minute;
    const at = await bench.arrive([entry('api-3')]);
    bench.clock.time = noon + 60 * minute;

    expect(folded(await bench.store.fold(before)).storm?.id).toBe(storm?.id);
    expect(await bench.store.fold(at)).toMatchObject({
      kind: 'due',
      now: bench.clock.time,
      stormId: storm?.id,
      arrivedAt: noon + 5 * minute,
    });
    await bench.store.seal(storm?.id ?? '');
    const next = folded(await bench.store.fold(at));
    expect(next.storm).toMatchObject({ opened: true, sealAt: noon + 10 * minute });
    expect(await bench.reader.storm(next.storm?.id ?? '')).toMatchObject({ previousId: storm?.id });
  });

  it('names a storm by its instance, pattern, opening and first episode, so that losing it makes the same again', async () => {
    await using one = new StoreBench();
    await using same = new StoreBench();
    await using other = new StoreBench({ instance: 'other' });
    const ids = [];
    for (const bench of [one, same, other]) ids.push((await bench.fold([entry('api-1')])).storm?.id);

    expect(ids[0]).toMatch(new RegExp(`^${shop.hash}-[0-9a-f]{12}$`));
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('names a storm the same whichever request brought its first alert, and whenever that was folded', async () => {
    const ids = [];
    for (const [requests, laterMs] of [
      [0, 0],
      [3, minute],
    ] as const) {
      await using bench = new StoreBench();
      for (let i = 0; i < requests; i++) await bench.arrive([entry('api-9')]);
      const request = await bench.arrive([entry('api-1')]);
      bench.clock.time += laterMs;
      ids.push(folded(await bench.store.fold(request)).storm?.id);
    }

    expect(ids[1]).toBe(ids[0]);
  });

  it('takes a job off what is pending, so that its age is not told any more', async () => {
    await using bench = new StoreBench();
    const counters = new CounterReader(bench.redis, bench.keys, 4);
    const request = await bench.arrive([entry('api-1')]);
    expect(await counters.oldestPending()).toBe(noon);
    await bench.store.fold(request);

    expect(await counters.oldestPending()).toBeUndefined();
  });

  it('keeps the highest severity and what all members share', async () => {
    await using bench = new StoreBench();
    const { storm } = await bench.fold([
      entry('api-1', { pairIds: ',la,lb,ac,' }),
      entry('api-2', { pairIds: ',lb,la,', severity: { name: 'critical', rank: 0 } }),
      entry('api-3', { pairIds: ',la,lbb,', severity: { name: 'info', rank: 3 } }),
    ]);

    expect(await bench.reader.storm(storm?.id ?? '')).toMatchObject({
      severity: 'critical',
      commonPairs: ['la'],
    });
  });

  it('keeps the first five alerts whole', async () => {
    await using bench = new StoreBench();
    const pods = Array.from({ length: 12 }, (_, i) => `api-${i}`);
    const { storm } = await bench.fold(pods.map((pod) => entry(pod)));
    const record = await bench.reader.storm(storm?.id ?? '');

    const samples = record ? await bench.reader.samples(record) : [];
    expect(samples.map((s) => s.labels['pod'])).toEqual(pods.slice(0, 5));
  });

  it('remembers an episode for its memory and renews it with each repeat', async () => {
    await using bench = new StoreBench({ memoryMs: 7 * minute });
    await bench.fold([entry('api-1')]);
    const [key] = await bench.redis.keys(`{${bench.prefix}*:episode:*`);
    const stored = await bench.redis.pttl(key ?? '');
    await bench.redis.pexpire(key ?? '', 1000);
    await bench.fold([entry('api-1')]);

    // Twice its memory, so that alerts which waited through an outage still meet it.
    expect(stored).toBeGreaterThan(13 * minute);
    expect(await bench.redis.pttl(key ?? '')).toBeGreaterThan(6 * minute);
  });

  it('never lets anything of an open storm expire', async () => {
    await using bench = new StoreBench();
    await bench.fold([entry('api-1'), entry('api-1'), entry('api-2', { status: 'resolved', endsAt: noon })]);
    const keys = (await bench.redis.keys(`{${bench.prefix}*`)).filter((key) => !key.includes(':episode:'));
    const lifetimes = await Promise.all(keys.map((key) => bench.redis.pttl(key)));

    expect(lifetimes).toEqual(keys.map(() => -1));
  });
});
