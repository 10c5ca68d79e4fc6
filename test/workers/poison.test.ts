import { expect, it } from 'vitest';

import { partitionOfQueue } from '../../src/queue/names.ts';
import { foldJob } from '../../workers/fold-job.ts';
import { eventually } from '../support/eventually.ts';
import { road } from '../support/road.ts';
import { ruleBookOf } from '../support/rule-book.ts';
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

it('a job whose storm is due however often it is sealed is a dead letter, and keeps nobody waiting', async () => {
  await using bench = await WorkerBench.open({ config: { ruleBook: ruleBookOf({ maxAlerts: 1 }) } });
  await bench.post(podAlert('api-1'), podAlert('api-2'));
  const [job] = await road(bench).getWaiting();
  if (!job) throw new Error('no job waits');
  const seals: string[] = [];
  const sealNothing = async (stormId: string) => {
    seals.push(stormId);
    return { sealed: 'sealed' };
  };
  const partition = partitionOfQueue(job.queueName) ?? 0;

  await expect(foldJob(bench.context, partition, job, sealNothing)).rejects.toThrow(
    /^storm [-0-9a-f]+ is due however often it is sealed$/,
  );
  expect([seals.length, new Set(seals).size]).toEqual([20, 1]);
  expect(await bench.instance.counters.read()).toMatchObject({ queued: 2, pending: 1, opened: 1 });
});
