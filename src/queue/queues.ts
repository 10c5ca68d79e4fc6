import { type ConnectionOptions, Queue, type Telemetry } from 'bullmq';

import { aggregateQueueName, finalizeQueueName, sweepQueueName } from './names.ts';

/** Where BullMQ keeps its keys; `Keys` of the redis room fits this. */
export interface QueuePlaces {
  /** For the queues that no partition owns. */
  readonly queuePrefix: string;
  partition(index: number): { readonly queuePrefix: string };
}

export interface Queues {
  readonly aggregate: readonly Queue[];
  readonly finalize: Queue;
  readonly sweep: Queue;
  readonly all: readonly Queue[];
  close(): Promise<void>;
}

/**
 * Opens every queue over one connection. `onError` hears what goes wrong in the background. With `telemetry`, jobs carry
 * the trace that they are part of; the sweep's carry none, as each round of it would be a trace.
 */
export function openQueues(
  connection: ConnectionOptions,
  places: QueuePlaces,
  partitions: number,
  onError: (error: Error, queue: string) => void,
  telemetry?: Telemetry,
): Queues {
  const open = (name: string, prefix: string) => {
    const traced = telemetry && name !== sweepQueueName && { telemetry };
    const queue = new Queue(name, { connection, prefix, streams: { events: { maxLen: 100 } }, ...traced });
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
