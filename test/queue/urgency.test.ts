import { type Job, type Queue, Worker } from 'bullmq';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { arm, armUpdate, wake, wakeSealed } from '../../src/queue/arm.ts';
import { QueueBench } from '../support/queues.ts';

const now = Date.UTC(2026, 5, 1, 12);
const storm = (name: string) => ({
  ...{ id: `0123456789abcdef-${name.padStart(12, '0')}`, pattern: name, requestId: 'req-1' },
});

let bench: QueueBench;
let finalize: Queue;
beforeEach(() => {
  bench = new QueueBench();
  finalize = bench.queues.finalize;
});
afterEach(() => bench[Symbol.asyncDispose]());

/** Storms whose finalize jobs sleep, and which are then sealed in this order. */
async function sealed(...ranks: readonly (readonly [name: string, rank: number])[]): Promise<void> {
  for (const [name] of ranks) await arm(finalize, storm(name), now, 300_000);
  for (const [name, rank] of ranks)
    expect(await wakeSealed(finalize, storm(name), now, { rank, delayMs: 0 })).toBe('promoted');
}

function namesOf(jobs: readonly Job[]): string[] {
  return jobs.map(({ data }) => (data as { pattern: string }).pattern);
}

it('sealed storms are worked on by their rank, and within it in the order in which they were sealed', async () => {
  await sealed(['a', 2], ['b', 0], ['c', 1], ['d', 0], ['e', 2], ['f', 5]);
  expect(namesOf(await bench.runAll(finalize))).toEqual(['b', 'd', 'c', 'a', 'e', 'f']);
});

it('storms that sleep until they are on the disk have their rank when they wake', async () => {
  const ranks = [2, 0, 1] as const;
  for (const rank of ranks) {
    await arm(finalize, storm(`of-${rank}`), now, 300_000);
    await wakeSealed(finalize, storm(`of-${rank}`), now, { rank, delayMs: 200_000 });
  }
  const asleep = await finalize.getDelayed();
  expect(asleep.map(({ delay }) => delay)).toEqual([200_000, 200_000, 200_000]);
  for (const job of asleep) await job.promote();
  expect(namesOf(await bench.runAll(finalize))).toEqual(['of-0', 'of-1', 'of-2']);
});

it('a look at a deadline, and what came late, wait for no storm that is to be submitted', async () => {
  await sealed(['critical', 0]);
  await arm(finalize, storm('due'), now, 0);
  await armUpdate(finalize, storm('late'));
  await (await finalize.getJob(`update-${storm('late').id}`))?.promote();
  expect(namesOf(await bench.runAll(finalize))).toEqual(['late', 'due', 'critical']);
});

it('a storm whose job is gone when it is sealed is armed again, with its rank', async () => {
  await sealed(['warning', 2]);
  expect(await wakeSealed(finalize, storm('info'), now, { rank: 3, delayMs: 1000 })).toBe('armed');
  await sealed(['critical', 0]);
  expect(namesOf(await bench.runAll(finalize))).toEqual(['critical', 'warning', 'info']);
});

it('a storm whose job has given up is left as it is', async () => {
  await arm(finalize, storm('dead'), now, 0);
  await bench.failAll(finalize, 'no');
  expect(await wakeSealed(finalize, storm('dead'), now, { rank: 0, delayMs: 0 })).toBe('dead');
  expect(await finalize.getJobState(storm('dead').id)).toBe('failed');
});

it('a storm that is tried again is behind those of its rank, and before those below it', async () => {
  await sealed(['info', 3], ['again', 1], ['error', 1], ['critical', 0]);
  const ran: string[] = [];
  const run = async (job: Job) => {
    const [name = ''] = namesOf([job]);
    ran.push(name);
    if (name === 'again' && ran.filter((each) => each === name).length === 1) throw new Error('no');
    // Its pause is over.
    if (name === 'error') expect(await wake(finalize, storm('again'), now)).toBe('promoted');
  };
  const worker = new Worker(finalize.name, run, {
    ...{ connection: bench.redis, prefix: finalize.opts.prefix ?? '', concurrency: 1 },
    settings: { backoffStrategy: () => 300_000 },
  });
  await once(worker, 'drained');
  await worker.close();
  expect(ran).toEqual(['critical', 'again', 'error', 'again', 'info']);
});
