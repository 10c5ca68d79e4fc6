import type { ChainableCommander } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Alert } from '../../src/alert/alert.ts';
import { EnqueueError, enqueue } from '../../src/queue/enqueue.ts';
import { planTogether } from '../../src/queue/plan.ts';
import { routeRequest } from '../../src/queue/routed.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';
import { QueueBench, plainRules } from '../support/queues.ts';
import { onCluster, openRedis } from '../support/redis.ts';

let bench: QueueBench;
beforeEach(async () => {
  bench = new QueueBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

/** Has every transaction of the queues end like this; `run` carries it out. */
function endTransactions(end: (run: () => Promise<unknown>) => Promise<never>): void {
  const begin = bench.redis.multi.bind(bench.redis) as () => ChainableCommander;
  const begun = () => {
    const multi = begin();
    const run = multi.exec.bind(multi);
    return Object.assign(multi, { exec: () => end(run) });
  };
  Object.assign(bench.redis, { multi: begun });
}

/** Jobs that wait, arrivals that are stamped, and alerts that are counted. */
async function found() {
  const { aggregate } = bench.queues;
  const jobs = await Promise.all(aggregate.map((queue) => queue.getWaitingCount()));
  const stamps = await Promise.all(
    aggregate.map((_, i) => bench.redis.zcard(bench.keys.partition(i).pending)),
  );
  const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);
  return { jobs: sum(jobs), arrivals: sum(stamps), queued: (await bench.counters.read())['queued'] };
}

it('leaves nothing of a request behind whose transaction was never carried out', async () => {
  endTransactions(() => Promise.reject(new Error('Connection is closed.')));
  await expect(bench.arrive('HighCPUUsage', 'shop', 3)).rejects.toBeInstanceOf(EnqueueError);
  expect(await found()).toEqual({ jobs: 0, arrivals: 0, queued: 0 });
});

it('has stamped and counted what it queued, even where nobody heard of it', async () => {
  endTransactions(async (run) => {
    await run();
    throw new Error('Connection is closed.');
  });
  await expect(bench.arrive('HighCPUUsage', 'shop', 3)).rejects.toBeInstanceOf(EnqueueError);
  expect(await found()).toEqual({ jobs: 1, arrivals: 1, queued: 3 });
});

it('carries a request out whole, over all the partitions that it touches', async () => {
  let transactions = 0;
  endTransactions(async (run) => {
    transactions += 1;
    return (await run()) as never;
  });
  const alerts = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((alertname, i): Alert => ({
    ...{ status: 'firing', annotations: {}, fingerprint: String(i).padStart(16, '0') },
    labels: { alertname, namespace: 'shop' },
  }));
  const request = { requestId: 'req-1', alerts, rejected: [], truncated: false };
  const routed = routeRequest(request, plainRules.routing(0));
  const { partitions } = planTogether([routed], 'key', bench.queues.aggregate.length);
  await enqueue(bench.queues, partitions, arriveCalls(bench.keys));
  const waiting = await Promise.all(bench.queues.aggregate.map((queue) => queue.getWaitingCount()));
  expect(waiting.filter((jobs) => jobs > 0).length).toBeGreaterThan(1);
  expect(await found()).toEqual({ jobs: 8, arrivals: 8, queued: 8 });
  // On a cluster no transaction holds keys of two partitions.
  expect(transactions).toBe(onCluster() ? partitions.length : 1);
});

it('is refused when Redis refused any part of it', async () => {
  for (const [partition] of bench.queues.aggregate.entries())
    await bench.redis.set(bench.keys.partition(partition).pending, 'no sorted set');

  await expect(bench.arrive('HighCPUUsage', 'shop', 3)).rejects.toThrow(EnqueueError);
});

describe('on a Redis of its own', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis({ say: () => undefined });
  });
  afterAll(() => server.stop());

  it('adds its jobs whole after a first transaction that Redis refused for want of memory', async () => {
    await using own = new QueueBench(openRedis(server.url, { maxRetriesPerRequest: null }));
    // Whatever BullMQ asks for before the first job.
    await Promise.all(own.queues.all.map((queue) => queue.waitUntilReady()));
    await own.redis.config('SET', 'maxmemory', '1');
    await expect(own.arrive('HighCPUUsage', 'shop', 3)).rejects.toThrow(EnqueueError);
    await own.redis.config('SET', 'maxmemory', '0');
    const { queue, jobId } = await own.arrive('HighCPUUsage', 'shop', 3);

    expect(await queue.getJobState(jobId)).toBe('waiting');
    expect(await own.counters.read()).toMatchObject({ queued: 3, pending: 3 });
  });
});
