import { afterEach, beforeEach, expect, it } from 'vitest';

import { listDeadLetters } from '../../src/queue/dead-letters.ts';
import { retryDeadLetter } from '../../src/queue/retry-dead-letter.ts';
import { QueueBench } from '../support/queues.ts';

let bench: QueueBench;
beforeEach(async () => {
  bench = new QueueBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const list = () => listDeadLetters(bench.queues, { now: Date.now() });
const settleSealed = (id: string) => bench.store.settle(id, 'sealed', 'retried');

it('resets the attempts, puts the storm back to sealed and lets the job wait', async () => {
  const stormId = await bench.failedStorm(3);
  const [letter] = await list();
  expect(letter && (await retryDeadLetter(bench.queues, letter, settleSealed))).toEqual({
    outcome: 'retried',
    storm: 'sealed',
  });
  expect(await bench.stateOf(stormId)).toBe('sealed');
  const job = await bench.queues.finalize.getJob(stormId);
  expect(await job?.getState()).toBe('prioritized');
  expect(job).toMatchObject({ attemptsMade: 0, attemptsStarted: 0 });
  expect(await list()).toEqual([]);
  expect(await bench.runAll(bench.queues.finalize)).toMatchObject([{ id: stormId, attemptsMade: 1 }]);
});

it('settles the storm before the job can run, so that a late settle takes nothing back', async () => {
  const stormId = await bench.failedStorm();
  const states: (string | undefined)[] = [];
  await retryDeadLetter(bench.queues, { queue: 'finalize', jobId: stormId, stormId }, async (id) => {
    states.push(await bench.queues.finalize.getJobState(id));
    return settleSealed(id);
  });
  expect(states).toEqual(['failed']);
});

it('goes on where an earlier retry died between the storm and the job', async () => {
  const stormId = await bench.failedStorm();
  await settleSealed(stormId);
  const [letter] = await list();
  expect(letter && (await retryDeadLetter(bench.queues, letter, settleSealed))).toEqual({
    outcome: 'retried',
    storm: 'sealed',
  });
});

it('says so when another was faster, or the job is gone', async () => {
  const stormId = await bench.failedStorm();
  const letter = { queue: 'finalize', jobId: stormId, stormId };
  const race = await Promise.all([1, 2].map(() => retryDeadLetter(bench.queues, letter, settleSealed)));
  expect(race.map(({ outcome }) => outcome).toSorted()).toEqual(['not failed', 'retried']);
  expect(await retryDeadLetter(bench.queues, letter, settleSealed)).toEqual({
    outcome: 'not failed',
    state: 'waiting',
  });
  await (await bench.queues.finalize.getJob(stormId))?.remove();
  expect(await retryDeadLetter(bench.queues, letter, settleSealed)).toEqual({ outcome: 'gone' });
});

it('says gone when the job is removed while its storm is settled', async () => {
  const stormId = await bench.failedStorm();
  const letter = { queue: 'finalize', jobId: stormId, stormId };
  const removing = async (id: string) => {
    await (await bench.queues.finalize.getJob(id))?.remove();
    return settleSealed(id);
  };
  expect(await retryDeadLetter(bench.queues, letter, removing)).toEqual({ outcome: 'gone' });
});

it('tells that the storm had been submitted or discarded', async () => {
  const stormId = await bench.storm('KubePodCrashLooping', 'shop', 'discarded');
  await bench.failAll(bench.queues.finalize, 'no');
  const letter = { queue: 'finalize', jobId: stormId, stormId };
  expect(await retryDeadLetter(bench.queues, letter, settleSealed)).toEqual({
    outcome: 'retried',
    storm: 'discarded',
  });
});

it('retries alerts without touching any storm', async () => {
  const { queue, jobId } = await bench.failedAlerts();
  const never = () => Promise.reject(new Error('settled'));
  expect(await retryDeadLetter(bench.queues, { queue: queue.name, jobId }, never)).toEqual({
    outcome: 'retried',
  });
  expect(await queue.getJobState(jobId)).toBe('waiting');
  expect((await bench.counters.read())['pending']).toBe(12);
});
