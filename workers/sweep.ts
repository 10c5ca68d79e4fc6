import { cleanUp } from './clean-up.ts';
import type { WorkerContext } from './context.ts';
import { endFailed, giveUpLost, tidy } from './sweep-jobs.ts';
import { sweepStorms } from './sweep-storms.ts';
import { sweepUpdates } from './sweep-updates.ts';

/**
 * Finds what fell through a crack, on Redis' clock, and mends it: storms past due whose finalize job is gone or sleeps
 * too long, sealed storms that nobody submits, what is remembered of jobs that no longer exist. Idempotent.
 */
export async function sweep(context: WorkerContext): Promise<Record<string, number>> {
  const { queues, store } = context.instance;
  const found: Record<string, number> = {};
  const count = (kind: string, n: number) => {
    if (n === 0) return;
    found[kind] = (found[kind] ?? 0) + n;
    context.metrics.swept.inc({ kind }, n);
  };
  for (const [partition, queue] of queues.aggregate.entries()) {
    // Bull Board and others can lift it; without it alerts overtake each other by the thousand.
    await queue.setGlobalConcurrency(1);
    // On a cluster each partition's times are by its own master's clock.
    const now = await store.nowIn(partition);
    for (const kind of await sweepStorms(context, partition, now)) count(kind, 1);
    count('status', await sweepUpdates(context, partition, now));
    count('lost', await giveUpLost(context, { partition, queue }, now));
    count('ended', await endFailed(context, { partition, queue }));
    count('answers', await tidy(context, { partition, queue }, now));
  }
  await cleanUp(context, await store.now());
  if (Object.keys(found).length > 0) context.instance.log.warn(found, 'sweep mended');
  return found;
}
