/** The queues by name. Apart from the queues themselves, so that who only needs a name does not load BullMQ. */
export const finalizeQueueName = 'finalize';
export const sweepQueueName = 'sweep';

export function aggregateQueueName(partition: number): string {
  return `aggregate-${partition}`;
}

/** The partition of an aggregate queue, by its name; undefined for another queue. */
export function partitionOfQueue(name: string): number | undefined {
  const match = /^aggregate-(\d+)$/.exec(name);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
