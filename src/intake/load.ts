import type { Instance } from '../instance.ts';
import { alertsIn } from '../queue/jobs.ts';
import { readMemory } from '../redis/memory.ts';
import type { Load } from './overload.ts';

type LoadSources = Pick<Instance, 'config' | 'redis' | 'counters' | 'queues'>;

/** Dead jobs beyond so many in one queue are not looked at: this is asked four times a second. */
const deadPage = 1000;

/** Asks Redis how full it is, and how many alerts wait. */
export async function readLoad(sources: LoadSources): Promise<Load> {
  const [memory, { pending = 0 }] = await Promise.all([readMemory(sources.redis), sources.counters.read()]);
  const pendingAlerts = pending - (await deadAmong(pending, sources));
  return { pendingAlerts, usedMemory: memory.used, maxMemory: memory.max };
}

// They leave when a person says so: counted as waiting, they could keep senders out for ever. Most of the time nobody
// needs to know how many there are.
async function deadAmong(pending: number, { config, queues }: LoadSources): Promise<number> {
  if (pending <= (config.limits.queuedAlerts ?? Infinity) / 2) return 0;
  const failed = await Promise.all(
    queues.aggregate.map((queue) => queue.getRanges(['failed'], 0, deadPage - 1)),
  );
  return failed.flat().reduce((sum, id) => sum + alertsIn(id), 0);
}
