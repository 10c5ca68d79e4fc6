import { describe, expect, it } from 'vitest';

import { arriveCalls, quarantineCap } from '../../src/redis/arrive.ts';
import { CounterReader, rejectedBy } from '../../src/redis/counters.ts';
import { StoreBench, entry, folded, minute, noon } from '../support/store.ts';

describe('arrive', () => {
  it('stamps each job with its arrival and counts its alerts as queued and pending', async () => {
    await using bench = new StoreBench();
    await bench.arrive([entry('api-1'), entry('api-2')]);
    bench.clock.time = noon + 7;
    const request = await bench.arrive([entry('api-3')]);

    expect(await bench.counters()).toMatchObject({
      received: 3,
      queued: 3,
      pending: 3,
      excluded: 0,
      rejected: 0,
    });
    const [key] = await bench.redis.keys(`{${bench.prefix}*:pending`);
    expect(await bench.redis.zscore(key ?? '', request.jobId)).toBe(String(noon + 7));
  });

  it('never stamps an alert before one that came earlier, even when the clock steps back', async () => {
    await using bench = new StoreBench();
    await bench.arrive([entry('api-1')]);
    bench.clock.time = noon - minute;
    const request = await bench.arrive([entry('api-2')]);

    const [key] = await bench.redis.keys(`{${bench.prefix}*:pending`);
    expect(await bench.redis.zscore(key ?? '', request.jobId)).toBe(String(noon));
  });

  it('uses the clock of Redis when no other is given', async () => {
    await using bench = new StoreBench();
    const share = { partition: 0, received: 1, excluded: 1, jobs: [], rejected: [] };
    const { text, keys, args } = arriveCalls(bench.keys)(share);
    const arrival = Number(await bench.redis.eval(text, keys.length, ...keys, ...args));
    const [seconds] = await bench.redis.time();

    expect(Math.abs(arrival / 1000 - Number(seconds))).toBeLessThan(5);
  });

  it('quarantines rejected alerts, the latest first, and keeps no more than its cap', async () => {
    await using bench = new StoreBench();
    const rejected = Array.from({ length: quarantineCap + 2 }, (_, index) => ({
      requestId: 'r1',
      fault: index < 3 ? ('labels' as const) : ('status' as const),
      index,
      reason: 'odd',
      raw: '{}',
    }));
    const share = { partition: 0, received: rejected.length, excluded: 0, jobs: [], rejected };
    const { text, keys, args } = arriveCalls(bench.keys, bench.clock)(share);
    await bench.redis.eval(text, keys.length, ...keys, ...args);
    const counters = new CounterReader(bench.redis, bench.keys, 4);
    const kept = await counters.rejects(quarantineCap * 2);
    expect(rejectedBy(await counters.read())).toEqual({
      ...{ not_an_object: 0, status: quarantineCap - 1, labels: 3, timestamp: 0, too_large: 0 },
      unknown: 0,
    });

    // Six of the call's own, two for each of two faults, then four each: what would be thrown out again is not even sent.
    expect(args).toHaveLength(6 + 4 + quarantineCap * 4);
    expect(await counters.read()).toMatchObject({ received: quarantineCap + 2, rejected: quarantineCap + 2 });
    expect(kept).toHaveLength(quarantineCap);
    expect(kept[0]).toMatchObject({
      at: noon,
      requestId: 'r1',
      index: quarantineCap + 1,
      reason: 'odd',
      raw: '{}',
    });
  });
});

describe('rejected alerts by what is wrong with them', () => {
  it('are together as many as were rejected, whatever a version counted that knew no faults', async () => {
    await using bench = new StoreBench();
    await bench.redis.hset(bench.keys.partition(0).counters, { received: 5, rejected: 5 });
    const rejected = [{ requestId: 'r1', index: 0, fault: 'timestamp' as const, reason: 'odd', raw: '{}' }];
    const share = { partition: 0, received: 1, excluded: 0, jobs: [], rejected };
    const { text, keys, args } = arriveCalls(bench.keys, bench.clock)(share);
    await bench.redis.eval(text, keys.length, ...keys, ...args);
    const sums = await new CounterReader(bench.redis, bench.keys, 4).read();

    expect(sums).toMatchObject({ received: 6, rejected: 6 });
    expect(rejectedBy(sums)).toMatchObject({ timestamp: 1, labels: 0, unknown: 5 });
  });
});

describe('the quarantine', () => {
  it('keeps no more than its cap of many requests together, the latest of them', async () => {
    await using bench = new StoreBench();
    for (const requestId of ['r1', 'r2']) {
      const rejected = Array.from({ length: 600 }, (_, index) => ({
        requestId,
        index,
        fault: 'labels' as const,
        reason: 'odd',
        raw: '{}',
      }));
      const share = { partition: 0, received: 600, excluded: 0, jobs: [], rejected };
      const { text, keys, args } = arriveCalls(bench.keys, bench.clock)(share);
      await bench.redis.eval(text, keys.length, ...keys, ...args);
    }
    const counters = new CounterReader(bench.redis, bench.keys, 4);
    const kept = await counters.rejects(quarantineCap * 2);

    expect(kept).toHaveLength(quarantineCap);
    expect(kept.at(-1)).toMatchObject({ requestId: 'r1', index: 200 });
  });
});

describe('discard', () => {
  it('moves the alerts of a pending job to discarded, once', async () => {
    await using bench = new StoreBench();
    const { jobId, pattern } = await bench.arrive([entry('api-1'), entry('api-2')]);
    const partition = Number.parseInt(pattern.hash.slice(0, 8), 16) % 4;

    expect(await bench.store.discardPending(partition, jobId, 2)).toBe(true);
    expect(await bench.store.discardPending(partition, jobId, 2)).toBe(false);
    expect(await bench.counters()).toMatchObject({ queued: 2, pending: 0, discarded: 2 });
  });

  it('does nothing to a job that was folded', async () => {
    await using bench = new StoreBench();
    const request = await bench.arrive([entry('api-1')]);
    folded(await bench.store.fold(request));
    const partition = Number.parseInt(request.pattern.hash.slice(0, 8), 16) % 4;

    expect(await bench.store.discardPending(partition, request.jobId, 1)).toBe(false);
    expect(await bench.counters()).toMatchObject({ opened: 1, pending: 0 });
  });
});
