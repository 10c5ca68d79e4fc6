import { type HttpProblem, tryLater } from '../http/problem.ts';
import type { Instance } from '../instance.ts';
import type { Copies } from '../queue/enqueue-together.ts';
import { redisAway } from './admission.ts';

/** Makes the copies of a transaction by its key; undefined when no replica is waited for. */
export function copying({ replicas, keys }: Pick<Instance, 'replicas' | 'keys'>) {
  return (transaction: string): Copies | undefined => {
    if (!replicas) return undefined;
    const marks = new Map<number, ReturnType<typeof replicas.mark>>();
    return {
      beside: (partition) => {
        const mark = replicas.mark(partition, keys.partition(partition), transaction);
        marks.set(partition, mark);
        return mark.command;
      },
      untilThere: async () => {
        const there = await replicas.have([...marks.values()]).catch((cause: unknown) => {
          throw redisAway(cause);
        });
        if (!there) throw notCopied();
      },
    };
  };
}

// The alerts are queued, and may be lost by a failover: sent again, they fold as repeats.
function notCopied(): HttpProblem {
  return tryLater('not-replicated', 'Fewer replicas of Redis than are asked for have the alerts.', 5);
}
