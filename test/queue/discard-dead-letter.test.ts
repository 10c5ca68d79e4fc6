import { afterEach, beforeEach, expect, it } from 'vitest';

import { deadLetterOf, listDeadLetters } from '../../src/queue/dead-letters.ts';
import { discardDeadLetter } from '../../src/queue/discard-dead-letter.ts';
import { retryDeadLetter } from '../../src/queue/retry-dead-letter.ts';
import { QueueBench } from '../support/queues.ts';

let bench: QueueBench;
beforeEach(async () => {
  bench = new QueueBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const list = () => listDeadLetters(bench.queues, { now: Date.now() });
const settleSealed = (id: string) => bench.store.settle(id, 'sealed', 'retried');

const discard = (letter: Parameters<typeof discardDeadLetter>[1]) =>
  discardDeadLetter(bench.queues, letter, 'known and mended', bench.store);

it('gives a storm up, counted once, and removes its job', async () => {
  const stormId = await bench.failedStorm();
  const letter = { queue: 'finalize', jobId: stormId, stormId };
  expect(await discard(letter)).toEqual({ outcome: 'discarded' });
  expect(await bench.stateOf(stormId)).toBe('discarded');
  expect(await bench.queues.finalize.getJob(stormId)).toBeUndefined();
  expect(await discard(letter)).toEqual({ outcome: 'gone' });
  expect((await bench.counters.read())['discardedStorms']).toBe(1);
});

it('goes on where an earlier discard died between the storm and the job', async () => {
  const stormId = await bench.failedStorm();
  await bench.store.settle(stormId, 'discarded', 'known and mended');
  expect(await discard({ queue: 'finalize', jobId: stormId, stormId })).toEqual({ outcome: 'removed' });
  expect(await list()).toEqual([]);
  expect((await bench.counters.read())['discardedStorms']).toBe(1);
});

it('keeps the job until its storm is given up, or the sweep would arm the storm again', async () => {
  const stormId = await bench.failedStorm();
  const letter = { queue: 'finalize', jobId: stormId, stormId };
  const store = {
    settle: () => Promise.reject(new Error('Connection is closed.')),
    discardPending: () => Promise.reject(new Error('no alerts here')),
  };
  await expect(discardDeadLetter(bench.queues, letter, 'known', store)).rejects.toThrow('Connection');
  expect(await list()).toMatchObject([{ jobId: stormId, kind: 'storm' }]);
});

it('leaves a storm alone whose retry has begun', async () => {
  const stormId = await bench.failedStorm();
  await settleSealed(stormId);
  const letter = { queue: 'finalize', jobId: stormId, stormId };
  expect(await discard(letter)).toEqual({ outcome: 'refused', state: 'sealed' });
  await retryDeadLetter(bench.queues, letter, settleSealed);
  expect(await discard(letter)).toEqual({ outcome: 'not failed', state: 'waiting' });
});

it('gives alerts up, counted once, and removes their job', async () => {
  const { queue, jobId } = await bench.failedAlerts(12);
  const [letter] = await list();
  expect(letter && (await discard(letter))).toEqual({ outcome: 'discarded' });
  expect(await queue.getJob(jobId)).toBeUndefined();
  expect(letter && (await discard(letter))).toEqual({ outcome: 'gone' });
  expect(await bench.counters.read()).toMatchObject({ queued: 12, pending: 0, discarded: 12 });
});

it('goes on where an earlier discard died between the alerts and the job', async () => {
  const { queue, jobId } = await bench.failedAlerts(12);
  await bench.store.discardPending(Number(queue.name.slice(-1)), jobId, 12);
  const [letter] = await list();
  expect(letter && (await discard(letter))).toEqual({ outcome: 'removed' });
  expect(await bench.counters.read()).toMatchObject({ pending: 0, discarded: 12 });
});

it('removes a job that stands for no storm', async () => {
  const job = await bench.queues.finalize.add('whatever', [1], { jobId: 'strange' });
  await bench.failAll(bench.queues.finalize, 'unreadable');
  expect(await discard(deadLetterOf(job))).toEqual({ outcome: 'removed' });
});
