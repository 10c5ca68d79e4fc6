import { expect, it } from 'vitest';

import { eventually } from '../support/eventually.ts';
import { road } from '../support/road.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

it('a job that lost some of its alerts is a dead letter and not folded, so that nothing is lost uncounted', async () => {
  await using bench = await WorkerBench.open();
  await bench.post(podAlert('api-1'), podAlert('api-2'));
  const [job] = await road(bench).getWaiting();
  await job?.updateData({ ...(job.data as object), alerts: [podAlert('api-1')] });
  await bench.work();
  const [failed] = await eventually(async () => {
    const jobs = await road(bench).getFailed();
    if (jobs.length === 0) throw new Error('not failed yet');
    return jobs;
  });

  expect(failed?.failedReason).toBe("the job's id says 2 alerts, its data holds 1");
  expect(await bench.instance.counters.read()).toMatchObject({ queued: 2, pending: 2, opened: 0 });
});

it('a finalize job that names no storm is a dead letter at its first try', async () => {
  await using bench = await WorkerBench.open();
  const { finalize } = bench.instance.queues;
  await finalize.add('finalize', {}, { jobId: 'nobody', attempts: 5 });
  await bench.work();
  const state = await eventually(async () => {
    const now = await finalize.getJobState('nobody');
    if (!['failed', 'completed', 'delayed'].includes(now)) throw new Error(`still ${now}`);
    return now;
  });

  expect(state).toBe('failed');
  expect((await finalize.getJob('nobody'))?.attemptsMade).toBe(1);
});
