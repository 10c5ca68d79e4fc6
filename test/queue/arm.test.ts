import type { Queue } from 'bullmq';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { arm, sendSeal, wake } from '../../src/queue/arm.ts';
import { QueueBench } from '../support/queues.ts';

const storm = { id: '0123456789abcdef-0123456789ab', pattern: 'HighCPUUsage in shop', requestId: 'req-1' };
const now = Date.UTC(2026, 5, 1, 12);

let bench: QueueBench;
let finalize: Queue;
beforeEach(async () => {
  bench = new QueueBench();
  finalize = bench.queues.finalize;
});
afterEach(() => bench[Symbol.asyncDispose]());

it('a storm that is armed twice has one job, asleep for as long as it was told first', async () => {
  await arm(finalize, storm, now, 300_000);
  await arm(finalize, storm, now, 1000);
  expect(await finalize.getDelayed()).toMatchObject([
    { id: storm.id, timestamp: now, delay: 300_000, attemptsMade: 0 },
  ]);
});

it('a seal is worked on after every alert that was there before it', async () => {
  const first = await bench.arrive('HighCPUUsage', 'shop');
  const second = await bench.arrive('HighCPUUsage', 'shop');
  await sendSeal(first.queue, storm);
  const ran = await bench.runAll(first.queue);
  expect(ran.map(({ id }) => id)).toEqual([first.jobId, second.jobId, `seal-${storm.id}`]);
});

it('a seal is on its way once, and can be sent again when it came to nothing', async () => {
  const [queue] = bench.queues.aggregate;
  if (!queue) throw new Error('no partition');
  await sendSeal(queue, storm);
  await sendSeal(queue, storm);
  expect(await bench.runAll(queue)).toHaveLength(1);
  await sendSeal(queue, storm);
  await bench.failAll(queue, 'Redis refused');
  await sendSeal(queue, storm);
  expect(await bench.runAll(queue)).toHaveLength(1);
});

it('what is said of a storm is read by the version before too, which knows no second schema', async () => {
  const [queue] = bench.queues.aggregate;
  if (!queue) throw new Error('no partition');
  await arm(finalize, storm, now, 300_000);
  await sendSeal(queue, storm);
  const written = [...(await finalize.getDelayed()), ...(await queue.getWaiting())];
  expect(written.map(({ name, data }) => [name, data as unknown])).toEqual([
    ['finalize', { schema: 1, stormId: storm.id, pattern: storm.pattern, requestId: 'req-1' }],
    ['seal', { schema: 1, stormId: storm.id, pattern: storm.pattern }],
  ]);
});

it('a job that sleeps is woken, and one that waits is left as it is', async () => {
  await arm(finalize, storm, now, 300_000);
  expect(await wake(finalize, storm, now)).toBe('promoted');
  expect(await wake(finalize, storm, now)).toBe('busy');
  expect(await finalize.getPrioritizedCount()).toBe(1);
});

it('a job that ended although its storm did not is armed again', async () => {
  await arm(finalize, storm, now, 0);
  await bench.runAll(finalize);
  expect(await wake(finalize, storm, now)).toBe('armed');
  expect(await bench.runAll(finalize)).toHaveLength(1);
});

it('a job that gave up stays a dead letter until somebody retries it', async () => {
  await arm(finalize, storm, now, 0);
  await bench.failAll(finalize, 'no');
  expect(await wake(finalize, storm, now)).toBe('dead');
  expect(await finalize.getJobState(storm.id)).toBe('failed');
});
