import { type Queue, UnrecoverableError, Worker } from 'bullmq';
import { once } from 'node:events';

import { parseJob } from '../../src/queue/jobs.ts';
import type { FoldReply } from '../../src/redis/fold-reply.ts';
import { foldEntryOf } from '../../src/storm/fold-entry.ts';
import { partitionOf, patternOf } from '../../src/storm/pattern.ts';
import { endWorker } from '../../workers/end-worker.ts';
import { type WorkerBench, podAlert } from './worker-bench.ts';

/** The queue that the alerts of `podAlert` travel through. */
export function road(bench: WorkerBench): Queue {
  const { hash } = patternOf(podAlert('x').labels);
  const queue = bench.instance.queues.aggregate[partitionOf(hash, bench.instance.config.partitions)];
  if (!queue) throw new Error('no such partition');
  return queue;
}

/** Folds the first waiting job as a worker would, and "dies" before anything else. */
export async function foldAndDie(bench: WorkerBench): Promise<void> {
  await foldNext(bench);
}

/** Folds the first waiting job, as far as one call goes, and leaves it there. */
export async function foldNext({ instance }: WorkerBench): Promise<FoldReply> {
  for (const queue of instance.queues.aggregate) {
    const [job] = await queue.getWaiting();
    if (!job) continue;
    const data = parseJob.fold(job.data);
    const entries = data.alerts.map((alert, place) => ({
      ...foldEntryOf(alert, instance.config.severityOrder),
      urgentMs: data.urgentMs?.[place],
    }));
    const terms = data.terms ?? instance.rules.defaultTerms;
    return instance.store.fold({ ...data, terms, jobId: job.id ?? '', entries, acks: [] });
  }
  throw new Error('no job waits');
}

/** Makes a dead letter of the next waiting job, without its being folded here. */
export async function failNext(bench: WorkerBench, reason: string): Promise<void> {
  const { name, opts } = road(bench);
  const fail = async (): Promise<unknown> => {
    throw new UnrecoverableError(reason);
  };
  const worker = new Worker(name, fail, { connection: bench.instance.redis, prefix: opts.prefix ?? '' });
  await once(worker, 'failed');
  await endWorker(worker);
}
