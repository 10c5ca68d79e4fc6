import { armUpdate } from '../src/queue/arm.ts';
import { isSettled } from '../src/storm/storm.ts';
import { type WorkerContext, armedStorm } from './context.ts';
import { nextPage } from './next-page.ts';

/** Longer than the update's own delay: its job comes first. */
const graceMs = 5000;

/** Sets updates going again whose job failed or is gone, and forgets those that nobody can make. How many were set going. */
export async function sweepUpdates(context: WorkerContext, partition: number, now: number): Promise<number> {
  const { list, reader, store, queues } = context.instance;
  const lagging = await nextPage(context, `updates-${partition}`, (from, count) =>
    list.lagging(partition, now - graceMs, count, from),
  );
  let armed = 0;
  for (const { id } of lagging) {
    const storm = await reader.storm(id);
    // A sealed or failed storm has its resource still to come: what came later is written after that.
    if (storm && !isSettled(storm)) continue;
    if (storm?.state === 'submitted') {
      await armUpdate(queues.finalize, armedStorm(storm));
      armed += 1;
    } else {
      await store.updated(id, undefined);
    }
  }
  return armed;
}
