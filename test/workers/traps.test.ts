import { Queue } from 'bullmq';
import { describe, expect, it, vi } from 'vitest';

import { recoverySettings } from '../../src/queue/queues.ts';
import type { FoldJob } from '../../src/queue/jobs.ts';
import { foldEntryOf } from '../../src/storm/fold-entry.ts';
import { partitionOf, patternOf } from '../../src/storm/pattern.ts';
import { finalize } from '../../workers/finalize.ts';
import { sweep } from '../../workers/sweep.ts';
import { minute, noon } from '../support/store.ts';
import { namesOf } from '../support/peek.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

function road(bench: WorkerBench): Queue {
  const { hash } = patternOf(podAlert('x').labels);
  const queue = bench.instance.queues.aggregate[partitionOf(hash, bench.instance.config.partitions)];
  if (!queue) throw new Error('no such partition');
  return queue;
}

/** Folds the first waiting job as a worker would, and "dies" before anything else. */
async function foldAndDie(bench: WorkerBench): Promise<void> {
  const [job] = await road(bench).getWaiting();
  const { requestId, pattern, truncated, alerts } = job?.data as FoldJob;
  const entries = alerts.map((alert) => foldEntryOf(alert, bench.instance.config.severityOrder));
  await bench.instance.store.fold({ jobId: job?.id ?? '', requestId, pattern, truncated, entries, acks: [] });
}

describe('redelivery', () => {
  it('of a job whose worker died between folding and arming arms the storm and counts nothing twice', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'), podAlert('api-2'));
    await foldAndDie(bench);
    expect(await bench.instance.queues.finalize.getJobCountByTypes('delayed', 'wait')).toBe(0);
    await bench.work();
    await bench.folded();
    await vi.waitFor(async () => expect(await road(bench).getWaitingCount()).toBe(0));
    await bench.expire();
    await bench.until('submitted', 1);

    expect((await bench.resources()).map((r) => [r.spec.alertCount, r.spec.deliveryCount])).toEqual([[2, 2]]);
    expect(await bench.instance.counters.read()).toMatchObject({ opened: 1, folded: 1, repeated: 0 });
  });

  it('after the storm was submitted changes nothing', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    bench.clock.time += 6 * minute;
    const [storm] = await bench.storms('open');
    await bench.instance.store.seal(storm?.id ?? '', 'expired');
    await bench.instance.store.settle(storm?.id ?? '', 'submitted', 'storm-a');
    await bench.work();
    await vi.waitFor(async () => expect(await road(bench).getJobCountByTypes('wait', 'active')).toBe(0));

    expect(await bench.resources()).toEqual([]);
    expect((await bench.storms()).map((s) => s.state)).toEqual(['submitted']);
  });
});

describe('the deadline', () => {
  it('takes in what arrived before it and was folded long after, and nothing that arrived at it', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    bench.clock.time = noon + 5 * minute - 1;
    await bench.post(podAlert('api-2'));
    bench.clock.time = noon + 5 * minute;
    await bench.post(podAlert('api-3'));
    bench.clock.time = noon + 60 * minute;
    await bench.work();
    await bench.folded();
    await bench.expire();
    await bench.until('submitted', 2);

    expect((await bench.resources()).map(namesOf).sort()).toEqual([
      ['Pod/shop/api-1', 'Pod/shop/api-2'],
      ['Pod/shop/api-3'],
    ]);
  });

  it('waits for alerts that are still queued when the finalize job fires first', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await bench.post(podAlert('api-2'));
    const [storm] = await bench.storms('open');
    bench.clock.time += 6 * minute;
    if (storm) await bench.fire(storm);
    await bench.work();
    await bench.until('submitted', 1);

    expect((await bench.resources()).map(namesOf)).toEqual([['Pod/shop/api-1', 'Pod/shop/api-2']]);
  });

  it('is not moved by a finalize job that wakes too early: it sleeps again for what remains', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    await bench.post(podAlert('api-1'));
    await bench.folded();
    const [storm] = await bench.until('open', 1);
    if (storm) await bench.fire(storm);
    const job = await vi.waitFor(async () => {
      const [delayed] = await bench.instance.queues.finalize.getDelayed();
      if (!delayed || delayed.attemptsStarted < 1) throw new Error('has not run yet');
      return delayed;
    });

    expect(job.attemptsMade).toBe(0);
    expect(job.delay).toBeGreaterThan(4.9 * minute);
    expect(job.delay).toBeLessThanOrEqual(5 * minute);
    expect(await bench.storms('open')).toHaveLength(1);
  });

  it('is never less than 250 ms away for a job that sleeps again', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    const [storm] = await bench.storms('open');
    bench.clock.time = noon + 5 * minute - 1;
    const delays: number[] = [];
    const moveToDelayed = (at: number) => Promise.resolve(void delays.push(at - Date.now()));
    const data = { schema: 1, stormId: storm?.id, pattern: '', requestId: '' };
    const job = { data, moveToDelayed } as unknown as Parameters<typeof finalize>[1];

    await expect(finalize(bench.context, job, 'token')).rejects.toThrow();
    expect(delays[0]).toBeGreaterThan(200);
    expect(delays[0]).toBeLessThanOrEqual(250);
  });
});

describe('the sweep', () => {
  it('finds an open storm past due whose finalize job was removed', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await road(bench).drain();
    bench.clock.time += 6 * minute;

    expect(await sweep(bench.context)).toMatchObject({ armed: 1 });
    await bench.work();
    await bench.until('submitted', 1);
    expect(await bench.resources()).toHaveLength(1);
  });

  it('wakes an open storm past due whose finalize job sleeps on, delayed under a wrong clock', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    await bench.post(podAlert('api-1'));
    await bench.folded();
    const [storm] = await bench.until('open', 1);
    if (storm) await bench.fire(storm);
    await vi.waitFor(async () => expect(await bench.instance.queues.finalize.getDelayedCount()).toBe(1));
    bench.clock.time += 6 * minute;

    expect(await sweep(bench.context)).toMatchObject({ promoted: 1 });
    await bench.until('submitted', 1);
  });

  it('finds a sealed storm that nobody submits, and leaves one alone whose deadline has not come', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await road(bench).drain();
    expect(await sweep(bench.context)).not.toHaveProperty('armed');
    bench.clock.time += 5 * minute;
    const [storm] = await bench.storms('open');
    await bench.instance.store.seal(storm?.id ?? '', 'expired');
    bench.clock.time += minute;

    expect(await sweep(bench.context)).toMatchObject({ armed: 1 });
    await bench.work();
    await bench.until('submitted', 1);
  });

  it('asserts again that a partition has one active job at a time', async () => {
    await using bench = await WorkerBench.open();
    await road(bench).removeGlobalConcurrency();
    await sweep(bench.context);

    expect(await road(bench).getGlobalConcurrency()).toBe(1);
  });

  it('counts the alerts of a job that somebody removed past our code as discarded', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'), podAlert('api-2'));
    await road(bench).drain();
    bench.clock.time += 2 * minute;

    expect(await sweep(bench.context)).toMatchObject({ lost: 1 });
    expect(await bench.instance.counters.read()).toMatchObject({ queued: 2, pending: 0, discarded: 2 });
  });

  it('forgets the answers of jobs that are gone, and keeps those of jobs that may run again', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    expect(await sweep(bench.context)).not.toHaveProperty('answers');
    await road(bench).drain();

    expect(await sweep(bench.context)).toMatchObject({ answers: 1 });
  });
});

describe('poison', () => {
  it.each([
    ['without data', {}],
    ['of another schema', { schema: 99, alerts: [] }],
  ])('a job %s is a dead letter at once, and the jobs behind it go on', async (_, data) => {
    await using bench = await WorkerBench.open();
    await road(bench).add('fold', data, { jobId: 'poison.0.1' });
    await bench.post(podAlert('api-1'));
    await bench.work();
    await bench.folded();

    expect(await bench.storms('open')).toHaveLength(1);
    const failed = await vi.waitFor(async () => {
      const jobs = await road(bench).getFailed();
      if (jobs.length === 0) throw new Error('none failed yet');
      return jobs;
    });
    expect(failed.map((job) => [job.id, job.attemptsMade])).toEqual([['poison.0.1', 1]]);
  });

  it('of a name that has no processor is a dead letter that says so', async () => {
    await using bench = await WorkerBench.open();
    await road(bench).add('other', {}, { jobId: 'other-job' });
    await bench.work();
    const job = await vi.waitFor(async () => {
      const [failed] = await road(bench).getFailed();
      if (!failed) throw new Error('not failed yet');
      return failed;
    });

    expect(job.failedReason).toContain('no processor for a job named "other"');
  });
});

describe('recovery', () => {
  it('brings back the jobs of a killed worker within seconds, and never gives them up for being killed', () => {
    expect(recoverySettings).toEqual({
      lockDuration: 5000,
      stalledInterval: 1000,
      maxStalledCount: 1_000_000,
    });
  });
});
