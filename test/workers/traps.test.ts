import { DelayedError } from 'bullmq';
import { describe, expect, it, vi } from 'vitest';

import { recoverySettings } from '../../src/queue/job-options.ts';
import { finalize } from '../../workers/finalize.ts';
import { startWorkers } from '../../workers/main.ts';
import { minute, noon } from '../support/store.ts';
import { foldAndDie, road } from '../support/road.ts';
import { namesOf } from '../support/peek.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';
import { eventually } from '../support/eventually.ts';

describe('redelivery', () => {
  it('of a job whose worker died between folding and arming arms the storm and counts nothing twice', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'), podAlert('api-2'));
    await foldAndDie(bench);
    expect(await bench.instance.queues.finalize.getJobCountByTypes('delayed', 'wait', 'prioritized')).toBe(0);
    await bench.work();
    await bench.folded();
    await eventually(async () => expect(await road(bench).getWaitingCount()).toBe(0));
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
    await bench.instance.store.seal(storm?.id ?? '');
    await bench.instance.store.settle(storm?.id ?? '', 'submitted', 'storm-a');
    await bench.work();
    await eventually(async () => expect(await road(bench).getJobCountByTypes('wait', 'active')).toBe(0));

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

    const byPods = (await bench.resources()).map((resource) => namesOf(resource).join(' ')).sort();
    expect(byPods).toEqual(['Pod/shop/api-1 Pod/shop/api-2', 'Pod/shop/api-3']);
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
    const job = await eventually(async () => {
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

    await expect(finalize(bench.context, job, 'token')).rejects.toBeInstanceOf(DelayedError);
    expect(delays[0]).toBeGreaterThan(200);
    expect(delays[0]).toBeLessThanOrEqual(250);
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
    const failed = await eventually(async () => {
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
    const job = await eventually(async () => {
      const [failed] = await road(bench).getFailed();
      if (!failed) throw new Error('not failed yet');
      return failed;
    });

    expect(job.failedReason).toContain('no processor for a job named "other"');
  });
});

describe('the order of a partition', () => {
  it('holds while Redis refuses for a while: the job is retried in place, and nothing overtakes it', async () => {
    await using bench = await WorkerBench.open();
    const refused = new Error("OOM command not allowed when used memory > 'maxmemory'.");
    vi.spyOn(bench.instance.store, 'fold').mockRejectedValueOnce(refused).mockRejectedValueOnce(refused);
    for (const pod of ['api-1', 'api-2', 'api-3']) await bench.post(podAlert(pod));
    await bench.work();
    await bench.folded();
    await bench.expire();
    await bench.until('submitted', 1);

    expect((await bench.resources()).map(namesOf)).toEqual([
      ['Pod/shop/api-1', 'Pod/shop/api-2', 'Pod/shop/api-3'],
    ]);
    expect(await road(bench).getFailedCount()).toBe(0);
  });

  it('holds over two processes that work on it at once', async () => {
    await using bench = await WorkerBench.open();
    const pods = Array.from({ length: 200 }, (_, i) => `api-${i}`);
    for (const pod of pods) await bench.post(podAlert(pod));
    await bench.work();
    const second = await startWorkers(bench.context);
    await bench.folded();
    await second.close();
    await bench.expire();
    await bench.until('submitted', 1);

    expect((await bench.resources()).map(namesOf)).toEqual([pods.map((pod) => `Pod/shop/${pod}`)]);
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
