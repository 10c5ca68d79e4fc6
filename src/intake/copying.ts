import { type HttpProblem, tryLater } from '../http/problem.ts';
import type { Instance } from '../instance.ts';
import type { Beside } from '../queue/enqueue.ts';
import { redisAway } from './admission.ts';

/** The copies of one request's alerts on Redis' replicas. */
interface Copies {
  /** Goes into the transaction of the request. */
  readonly beside: Beside;
  /** Resolves once enough replicas have the alerts; else rejects with a problem. */
  untilThere(): Promise<void>;
}

/** Makes the copies of a request by its key; undefined when no replica is waited for. */
export function copying({ replicas, keys }: Pick<Instance, 'replicas' | 'keys'>) {
  return (requestKey: string): Copies | undefined => {
    if (!replicas) return undefined;
    const marks = new Map<number, ReturnType<typeof replicas.mark>>();
    return {
      beside: (partition) => {
        const mark = replicas.mark(partition, keys.partition(partition), requestKey);
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
