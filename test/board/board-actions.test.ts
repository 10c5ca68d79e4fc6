import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { actionOfRoute, refusalOf } from '../../src/board/rights.ts';
import { QueueBench } from '../support/queues.ts';
import { act as actOn, anyBody, paramsOf, pathOf, prepared, snapshot } from './prepared.ts';

let bench: QueueBench;
beforeEach(async () => {
  bench = new QueueBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const act = (method: string, path: string, body: object = {}) =>
  actOn({ instance: bench }, method, path, body);

/** Each route that is refused on a queue, with its parameters filled in. */
function refusedOn(queueName: string, jobId: string): { method: string; path: string; refusal: string }[] {
  const params = paramsOf(queueName, jobId);
  return Object.keys(actionOfRoute).flatMap((key) => {
    const [method = '', route = ''] = key.split(' ');
    if (!route.includes(':queueName')) return [];
    const refusal = refusalOf(method, route, params);
    return refusal === undefined ? [] : [{ method, path: pathOf(route, params), refusal }];
  });
}

describe('what is refused is refused with its reason, and leaves the queue as it was', () => {
  it.each(Object.entries(prepared))('on %s', async (_, prepare) => {
    const { queue, jobId } = await prepare(bench);
    const before = await snapshot(queue, jobId);
    expect(before.data).toBeDefined();
    const refused = refusedOn(queue.name, jobId);
    expect(refused.length).toBeGreaterThan(5);
    for (const { method, path, refusal } of refused) {
      const { status, body } = await act(method, path, anyBody);
      expect({ path, status, body }).toEqual({
        ...{ path, status: 403 },
        body: { error: { key: 'ERRORS.FORBIDDEN' }, message: refusal },
      });
    }
    expect(await snapshot(queue, jobId)).toEqual(before);
  });
});

describe('retry', () => {
  it('of a failed storm resets its attempts and puts it back to sealed', async () => {
    const stormId = await bench.failedStorm(3);
    await act('put', `finalize/${stormId}/retry`).expect(204);
    expect(await bench.stateOf(stormId)).toBe('sealed');
    const job = await bench.queues.finalize.getJob(stormId);
    expect(job).toMatchObject({ attemptsMade: 0, attemptsStarted: 0 });
    expect(await bench.runAll(bench.queues.finalize)).toMatchObject([{ id: stormId, attemptsMade: 1 }]);
  });

  it('of all failed storms does the same for each', async () => {
    const stormIds = [];
    for (let i = 0; i < 5; i++) stormIds.push(await bench.storm(`Alert${i}`, 'shop'));
    await bench.failAll(bench.queues.finalize, 'no', 2);
    const { body } = await act('put', 'finalize/retry/failed').expect(200);
    expect(body).toEqual({ retried: 5, skipped: 0 });
    expect(await Promise.all(stormIds.map((id) => bench.stateOf(id)))).toEqual(stormIds.map(() => 'sealed'));
    const jobs = await bench.queues.finalize.getJobs(['prioritized']);
    expect(jobs.map(({ attemptsMade }) => attemptsMade)).toEqual([0, 0, 0, 0, 0]);
  });

  it('of dead alerts lets them wait again', async () => {
    const { queue, jobId } = await bench.failedAlerts();
    await act('put', `${queue.name}/${jobId}/retry`).expect(204);
    expect(await queue.getJobState(jobId)).toBe('waiting');
  });

  it('of a failed sweep runs it again', async () => {
    await bench.queues.sweep.add('sweep', {}, { jobId: 'one' });
    await bench.failAll(bench.queues.sweep, 'no');
    await act('put', 'sweep/one/retry').expect(204);
    expect(await bench.queues.sweep.getJobState('one')).toBe('waiting');
  });
});

describe('allowed', () => {
  it('pausing and resuming, one queue and all of them', async () => {
    const { queue } = await bench.arrive('HighCPUUsage', 'prod-api');
    await act('put', `${queue.name}/pause`).expect(200);
    expect(await queue.isPaused()).toBe(true);
    await act('put', `${queue.name}/resume`).expect(200);
    expect(await queue.isPaused()).toBe(false);
    await act('put', 'pause').expect(200);
    expect(await Promise.all(bench.queues.all.map((q) => q.isPaused()))).not.toContain(false);
    await act('put', 'resume').expect(200);
    expect(await Promise.all(bench.queues.all.map((q) => q.isPaused()))).not.toContain(true);
  });

  it('promoting, delaying and removing the job of a storm', async () => {
    const { finalize } = bench.queues;
    const stormId = await bench.storm('HighCPUUsage', 'prod-api', 'sealed');
    await finalize.remove(stormId);
    await finalize.add('finalize', { stormId }, { jobId: stormId, delay: 3_600_000 });
    await act('patch', `finalize/${stormId}/delay`, { runAt: Date.now() + 7_200_000 }).expect(200);
    expect((await finalize.getJob(stormId))?.delay).toBeGreaterThan(7_000_000);
    await act('patch', `finalize/${stormId}/priority`, { priority: 3 }).expect(200);
    await act('put', `finalize/${stormId}/promote`).expect(204);
    expect(await finalize.getJobState(stormId)).toBe('prioritized');
    await act('put', `finalize/${stormId}/clean`).expect(204);
    expect(await finalize.getJob(stormId)).toBeUndefined();
  });

  it('limiting how fast storms are submitted, and promoting all of them', async () => {
    const { finalize } = bench.queues;
    await finalize.add('finalize', {}, { jobId: 'one', delay: 3_600_000 });
    await act('put', 'finalize/promote').expect(200);
    expect(await finalize.getJobState('one')).toBe('waiting');
    await act('put', 'finalize/concurrency', { concurrency: 2 }).expect(200);
    expect(await finalize.getGlobalConcurrency()).toBe(2);
    await act('put', 'finalize/rate-limit', { max: 3, duration: 1000 }).expect(200);
    expect(await finalize.getGlobalRateLimit()).toEqual({ max: 3, duration: 1000 });
    await act('put', 'finalize/rate-limit/release').expect(200);
  });

  it('sweeping now', async () => {
    await bench.queues.sweep.upsertJobScheduler('sweep', { every: 3_600_000 }, { name: 'sweep' });
    const before = await bench.queues.sweep.getWaitingCount();
    await act('put', 'sweep/job-schedulers/sweep/run').expect(200);
    expect(await bench.queues.sweep.getWaitingCount()).toBe(before + 1);
  });
});
