import { type Job, Worker, type WorkerOptions } from 'bullmq';

import { messageOf } from '../src/errors.ts';
import type { Instance } from '../src/instance.ts';
import { jobNames } from '../src/queue/jobs.ts';
import { renewAfterRestart } from '../src/redis/append-only.ts';
import { onServerBack, onServerLost } from '../src/redis/client.ts';
import { finalizeQueueName, sweepQueueName } from '../src/queue/names.ts';
import { recoverySettings } from '../src/queue/job-options.ts';
import { aggregate } from './aggregate.ts';
import type { WorkerContext, WorkerParts } from './context.ts';
import { endWorker } from './end-worker.ts';
import { finalize } from './finalize.ts';
import { inPlace } from './in-place.ts';
import { backoff } from './submit-failure.ts';
import { scheduleSweep } from './sweep-schedule.ts';
import { sweep } from './sweep.ts';

/** Storms that one process submits at a time: so many calls the API server gets from it. */
const finalizeConcurrency = 10;

export interface Workers {
  /** Lets what is in hand end, and takes nothing new. */
  close(): Promise<void>;
}

/** Starts every actor: one worker a partition, in order; the finalize worker; and the sweep, which one process runs. */
export async function startWorkers(parts: WorkerParts): Promise<Workers> {
  const context: WorkerContext = {
    ...parts,
    acks: new Map(),
    sweepPlaces: new Map(),
    nextCleanUp: { at: 0 },
  };
  const { instance } = parts;
  const { queues, keys, log } = instance;
  // A Redis that refuses for now, as one that is short of memory does, is waited for as one that is away.
  for (const queue of queues.aggregate) await inPlace(() => queue.setGlobalConcurrency(1), log);
  const sweeping = await inPlace(() => scheduleSweep(instance), log);
  // What was done just before a Redis was lost may be undone: whatever runs again needs its answer.
  onServerLost(instance.redis, () => context.acks.clear());
  const renew = () => renewAfterRestart(instance.redis, keys, instance.log);
  await inPlace(renew, log);
  onServerBack(instance.redis, () => void renew().catch(() => undefined));
  const workers = [
    ...queues.aggregate.map((_, partition) => aggregateWorker(context, partition)),
    start(context, finalizeQueueName, keys.queuePrefix, (job, token) => finalize(context, job, token), {
      concurrency: finalizeConcurrency,
      settings: { backoffStrategy: backoff },
    }),
    start(context, sweepQueueName, keys.queuePrefix, () => sweep(context), {}),
  ];
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  return {
    close: async () => {
      sweeping.stop();
      await Promise.all(workers.map(endWorker));
    },
  };
}

function aggregateWorker(context: WorkerContext, partition: number): Worker {
  const { keys, queues } = context.instance;
  const name = queues.aggregate[partition]?.name ?? '';
  const prefix = keys.partition(partition).queuePrefix;
  const worker = start(context, name, prefix, (job) => aggregate(context, partition, job), {
    concurrency: 1,
  });
  worker.on('completed', (job: Job) => {
    if (job.name !== jobNames.fold || job.id === undefined) return;
    context.acks.set(partition, [...(context.acks.get(partition) ?? []), job.id]);
    context.metrics.arrivalToFoldSeconds.observe(Math.max(0, Date.now() - job.timestamp) / 1000);
  });
  return worker;
}

type Processor = (job: Job, token: string | undefined) => Promise<unknown>;

function start(
  context: WorkerContext,
  name: string,
  prefix: string,
  processor: Processor,
  options: Partial<WorkerOptions>,
): Worker {
  const { instance } = context;
  const worker = new Worker(name, processor, {
    ...recoverySettings,
    ...options,
    ...(instance.telemetry && name !== sweepQueueName && { telemetry: instance.telemetry }),
    connection: instance.redis,
    prefix,
  });
  worker.on('error', (error) => instance.log.warn({ queue: name, error: messageOf(error) }, 'worker error'));
  worker.on('failed', (job, error) => logFailure(instance, name, job, error));
  worker.on('stalled', (jobId) =>
    instance.log.warn({ queue: name, jobId }, 'job of a dead worker comes back'),
  );
  return worker;
}

function logFailure({ log }: Instance, queue: string, job: Job | undefined, error: Error): void {
  log.warn(
    { queue, jobId: job?.id, job: job?.name, attempt: job?.attemptsMade, error: messageOf(error) },
    'job failed',
  );
}
