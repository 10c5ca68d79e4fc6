import { afterEach, beforeEach, expect, it } from 'vitest';

import { type DeadLetterFilter, listDeadLetters } from '../../src/queue/dead-letters.ts';
import { QueueBench } from '../support/queues.ts';

let bench: QueueBench;
beforeEach(async () => {
  bench = new QueueBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const list = (filter: Partial<DeadLetterFilter> = {}) =>
  listDeadLetters(bench.queues, { now: Date.now(), ...filter });

it('tells what is known of a failed storm', async () => {
  const stormId = await bench.failedStorm(3);
  expect(await list()).toEqual([
    {
      ...{ queue: 'finalize', jobId: stormId, kind: 'storm', stormId, requestId: 'req-1' },
      ...{ pattern: 'KubePodCrashLooping in shop', reason: 'the API server said no', attempts: 3 },
      failedAt: expect.closeTo(Date.now(), -5),
    },
  ]);
});

it('tells how many alerts a failed aggregate job holds', async () => {
  const { queue, jobId } = await bench.failedAlerts(12);
  expect(await list()).toMatchObject([
    { queue: queue.name, jobId, kind: 'alerts', pattern: 'HighCPUUsage in prod-api', alerts: 12 },
  ]);
});

it('lists more than a page, latest first', async () => {
  const stormIds = [];
  for (let i = 0; i < 120; i++) stormIds.push(await bench.storm(`Alert${i}`, 'shop'));
  await bench.failAll(bench.queues.finalize, 'no');
  await bench.failedAlerts();
  const found = await list();
  expect(found.map(({ kind }) => kind)).toEqual(['alerts', ...stormIds.map(() => 'storm')]);
  expect(new Set(found.map(({ jobId }) => jobId)).size).toBe(121);
  expect(found.map(({ failedAt }) => failedAt)).toEqual(
    found.map(({ failedAt }) => failedAt).toSorted((a, b) => b - a),
  );
});

it('filters by id, by age and by a part of the pattern in any case', async () => {
  const stormId = await bench.failedStorm();
  await bench.failedAlerts();
  const later = Date.now() + 60_000;
  expect(await list({ ids: [stormId, 'unknown'] })).toMatchObject([{ jobId: stormId }]);
  expect(await list({ ids: [] })).toEqual([]);
  expect(await list({ pattern: 'CRASHlooping in' })).toMatchObject([{ jobId: stormId }]);
  expect(await list({ now: later, sinceMs: 30_000 })).toEqual([]);
  expect(await list({ now: later, sinceMs: 90_000 })).toHaveLength(2);
});

it('lists jobs that are no work of ours, and the storm whose id such a job has', async () => {
  const stormId = '0123456789abcdef-0123456789ab';
  await bench.queues.finalize.add('finalize', undefined, { jobId: stormId });
  await bench.queues.finalize.add('whatever', [1], { jobId: 'strange' });
  await bench.failAll(bench.queues.finalize, 'unreadable');
  const found = await list();
  expect(found.map(({ pattern }) => pattern)).toEqual(['(unreadable)', '(unreadable)']);
  expect(new Set(found.map((letter) => letter.stormId))).toEqual(new Set([stormId, undefined]));
});
