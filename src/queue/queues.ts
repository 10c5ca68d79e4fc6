import { type ConnectionOptions, type JobsOptions, Queue } from 'bullmq';

import { aggregateQueueName, finalizeQueueName, sweepQueueName } from './names.ts';

/** Where BullMQ keeps its keys; `Keys` of the redis room fits this. */
export interface QueuePlaces {
  /** For the queues that no partition owns. */
  readonly queuePrefix: string;
  partition(index: number): { readonly queuePrefix: string };
}

/** No attempts of BullMQ's: a backoff would let the next job overtake. What can be retried is retried in place. */
export const foldJobOptions: JobsOptions = {
  removeOnComplete: true,
  removeOnFail: false,
  attempts: 1,
  stackTraceLimit: 5,
};

/** What may be retried, and for how long, is decided by the worker's backoff, never by a number of attempts. */
export const finalizeJobOptions: JobsOptions = {
  attempts: 1_000_000_000,
  backoff: { type: 'custom' },
  removeOnComplete: { age: 24 * 3600, count: 1000 },
  removeOnFail: false,
  stackTraceLimit: 5,
};

/**
 * The same on every worker, or the slowest rules: a killed worker's jobs come back within 5 s. A kill is not the job's
 * fault, so that no number of kills makes a healthy job a dead letter.
 */
export const recoverySettings = {
  lockDuration: 5000,
  stalledInterval: 1000,
  maxStalledCount: 1_000_000,
} as const;

export interface Queues {
  readonly aggregate: readonly Queue[];
  readonly finalize: Queue;
  readonly sweep: Queue;
  readonly all: readonly Queue[];
  close(): Promise<void>;
}

/** Opens every queue over one connection. `onError` hears what goes wrong in the background. */
export function openQueues(
  connection: ConnectionOptions,
  places: QueuePlaces,
  partitions: number,
  onError: (error: Error, queue: string) => void,
): Queues {
  const open = (name: string, prefix: string) => {
    const queue = new Queue(name, { connection, prefix, streams: { events: { maxLen: 100 } } });
    queue.on('error', (error) => onError(error, name));
    return queue;
  };
  const indexes = Array.from({ length: partitions }, (_, i) => i);
  const aggregate = indexes.map((i) => open(aggregateQueueName(i), places.partition(i).queuePrefix));
  const finalize = open(finalizeQueueName, places.queuePrefix);
  const sweep = open(sweepQueueName, places.queuePrefix);
  const all = [...aggregate, finalize, sweep];
  return {
    ...{ aggregate, finalize, sweep, all },
    close: async () => {
      await Promise.all(all.map((queue) => queue.close()));
    },
  };
}
