import { DelayedError, UnrecoverableError, Worker } from 'bullmq';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

import { finalize } from '../../workers/finalize.ts';
import { sweep } from '../../workers/sweep.ts';
import { eventually } from '../support/eventually.ts';
import { foldAndDie, road } from '../support/road.ts';
import { minute } from '../support/store.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

/** The finalize jobs that sleep, once there are any. */
async function asleep({ instance }: WorkerBench) {
  return eventually(async () => {
    const jobs = await instance.queues.finalize.getDelayed();
    if (jobs.length === 0) throw new Error('none sleeps');
    return jobs;
  });
}

/** BullMQ wakes jobs by the true time: armed long ago they would not sleep at all. */
function onTrueTime({ clock }: WorkerBench): number {
  clock.time = Date.now();
  return clock.time;
}

describe('a storm that opens', () => {
  it('has its finalize job at once, asleep until its deadline', async () => {
    await using bench = await WorkerBench.open();
    const now = onTrueTime(bench);
    await bench.work();
    await bench.post(podAlert('api-1'));
    const jobs = await asleep(bench);
    const [storm] = await bench.storms('open');
    expect(jobs).toMatchObject([{ id: storm?.id, timestamp: now, delay: 5 * minute }]);
  });

  it('has it too when its worker died before it could arm it', async () => {
    await using bench = await WorkerBench.open();
    const now = onTrueTime(bench);
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await bench.work();
    const jobs = await asleep(bench);
    const [storm] = await bench.storms('open');
    expect(jobs).toMatchObject([{ id: storm?.id, timestamp: now, delay: 5 * minute }]);
  });
});

describe('a storm past its deadline', () => {
  it('is left open by its finalize job, which goes to sleep and sends the seal behind the alerts that wait', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await road(bench).drain();
    await bench.post(podAlert('api-2'));
    const [storm] = await bench.storms('open');
    bench.clock.time += 6 * minute;
    const onTheRoad: number[] = [];
    const moveToDelayed = async () => void onTheRoad.push(await road(bench).getWaitingCount());
    const job = { id: storm?.id, data: {}, moveToDelayed } as unknown as Parameters<typeof finalize>[1];

    await expect(finalize(bench.context, job, 'token')).rejects.toBeInstanceOf(DelayedError);
    // Had the seal come first, it could have found the job awake, and nobody would have woken it again.
    expect(onTheRoad).toEqual([1]);
    expect((await bench.storms()).map(({ state }) => state)).toEqual(['open']);
    const waiting = await road(bench).getJobs(['wait'], 0, -1, true);
    expect(waiting.map(({ name }) => name)).toEqual(['fold', 'seal']);
  });

  it('whose finalize job is dead is brought to its end by the sweep', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await road(bench).drain();
    const [storm] = await bench.storms('open');
    await deadJob(bench, storm?.id ?? '');
    bench.clock.time += 6 * minute;

    expect(await sweep(bench.context)).toMatchObject({ retried: 1 });
    await bench.work();
    await bench.until('submitted', 1);
  });
});

describe('a sealed storm', () => {
  it('whose finalize job is dead is marked as failed by the sweep, so that it can be retried by hand', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await road(bench).drain();
    const [storm] = await bench.storms('open');
    await bench.instance.store.seal(storm?.id ?? '', true);
    await deadJob(bench, storm?.id ?? '');
    bench.clock.time += minute;

    expect(await sweep(bench.context)).toEqual({ 'marked failed': 1, answers: 1 });
    expect((await bench.storms()).map(({ state, reason }) => [state, reason])).toEqual([['failed', 'no']]);
    bench.clock.time += minute;
    expect(await sweep(bench.context)).toEqual({});
    expect(await bench.instance.queues.finalize.getFailedCount()).toBe(1);
  });
});

/** Leaves the storm's finalize job behind as a dead letter, without the storm's knowing. */
async function deadJob({ instance }: WorkerBench, stormId: string): Promise<void> {
  const { finalize: queue } = instance.queues;
  await queue.add('finalize', {}, { jobId: stormId });
  const worker = new Worker(queue.name, () => Promise.reject(new UnrecoverableError('no')), {
    connection: instance.redis,
    prefix: queue.opts.prefix ?? '',
  });
  await once(worker, 'failed');
  await worker.close();
}
