import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Alert } from '../../src/alert/alert.ts';
import { EnqueueError } from '../../src/queue/enqueue.ts';
import { type EnqueueTogether, enqueueTogether } from '../../src/queue/enqueue-together.ts';
import { type FoldJob, parseJob } from '../../src/queue/jobs.ts';
import { routeRequest } from '../../src/queue/routed.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import { partitionOf, patternOf } from '../../src/storm/pattern.ts';
import { QueueBench, plainRules } from '../support/queues.ts';

let bench: QueueBench;
let enqueue: EnqueueTogether;
/** How many requests were in each transaction. */
let transactions: number[];

beforeEach(() => {
  bench = new QueueBench();
  transactions = [];
  enqueue = enqueueTogether({
    ...{ queues: bench.queues, arriveCall: arriveCalls(bench.keys) },
    onTransaction: (requests) => transactions.push(requests),
    bounds: { alerts: 1000, bytes: 1_000_000, waitMs: 60_000 },
  });
});
afterEach(() => bench[Symbol.asyncDispose]());

function requestOf(i: number, ...names: string[]) {
  const alerts = names.map((alertname): Alert => ({
    ...{ status: 'firing', annotations: {}, fingerprint: `${alertname}${i}` },
    labels: { alertname },
  }));
  return routeRequest({ requestId: `r${i}`, alerts, rejected: [], truncated: false }, plainRules.routing(0));
}

async function waiting(): Promise<FoldJob[]> {
  const jobs = await Promise.all(bench.queues.aggregate.map((queue) => queue.getWaiting()));
  return jobs.flat().map(({ data }) => parseJob.fold(data));
}

it('two hundred requests of one turn go in one transaction and in few jobs', async () => {
  const names = ['A', 'B', 'C'];
  const requests = Array.from({ length: 200 }, (_, i) => requestOf(i, names[i % 3] ?? '', 'D'));
  const jobs = await Promise.all(requests.map((request) => enqueue(request, 100)));

  expect(transactions).toEqual([200]);
  expect(jobs).toEqual(requests.map(() => 2));
  const found = (await waiting()).map(({ pattern, alerts }) => `${alerts.length} ${pattern.text}`);
  expect(found.sort()).toEqual(['200 D', '66 C', '67 A', '67 B']);
  expect(await bench.counters.read()).toMatchObject({ received: 400, queued: 400, pending: 400 });
});

it('what comes while a transaction is under way goes in the next', async () => {
  const first = enqueue(requestOf(0, 'A'), 100);
  await new Promise((resolve) => setImmediate(resolve));
  const others = [1, 2, 3].map((i) => enqueue(requestOf(i, 'A'), 100));
  await Promise.all([first, ...others]);

  expect(transactions).toEqual([1, 3]);
  const found = (await waiting()).sort((a, b) => a.alerts.length - b.alerts.length);
  expect(found.map(({ requestIds, requestId }) => requestIds ?? requestId)).toEqual([
    'r0',
    ['r1', 'r2', 'r3'],
  ]);
});

it('a request without alerts is done at once, and is in no transaction', async () => {
  expect(await enqueue(requestOf(0), 100)).toBe(0);
  expect(transactions).toEqual([]);
});

it('all that were in a transaction which Redis refused are told so, and those of the next are not', async () => {
  for (const i of bench.queues.aggregate.keys())
    await bench.redis.set(bench.keys.partition(i).pending, 'odd');
  const ends = await Promise.allSettled(['A', 'B', 'C'].map((name, i) => enqueue(requestOf(i, name), 100)));
  expect(ends.map((end) => end.status === 'rejected' && end.reason instanceof EnqueueError)).toEqual([
    ...[true, true, true],
  ]);
  for (const i of bench.queues.aggregate.keys()) await bench.redis.del(bench.keys.partition(i).pending);
  expect(await enqueue(requestOf(3, 'A'), 100)).toBe(1);
  expect(transactions).toEqual([3, 1]);
});

it('on a cluster a partition that fails fails only the requests that have alerts for it', async () => {
  const apart = enqueueTogether({
    ...{ queues: bench.queues, arriveCall: arriveCalls(bench.keys), apart: true },
    onTransaction: (requests) => transactions.push(requests),
  });
  const broken = 'A';
  const well =
    ['B', 'C', 'D', 'E', 'F'].find((name) => partitionOfName(name) !== partitionOfName(broken)) ?? '';
  await bench.redis.set(bench.keys.partition(partitionOfName(broken)).pending, 'no sorted set');
  const ends = await Promise.allSettled([
    apart(requestOf(0, broken), 100),
    apart(requestOf(1, well), 100),
    apart(requestOf(2, broken, well), 100),
  ]);

  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  expect(transactions).toEqual([2, 2]);
  const queued = (await waiting()).filter(({ pattern }) => pattern.text === well);
  expect(queued.map(({ alerts }) => alerts.length)).toEqual([2]);
});

function partitionOfName(alertname: string): number {
  return partitionOf(patternOf({ alertname }).hash, bench.queues.aggregate.length);
}
