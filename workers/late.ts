import { armUpdate } from '../src/queue/arm.ts';
import type { LateEntry } from '../src/redis/fold-reply.ts';
import { type DivisionPlan, placesIn } from '../src/storm/cause-storm.ts';
import { type WorkerContext, armedStorm } from './context.ts';
import { inPlace } from './in-place.ts';

/** Records with each sealed storm what befell it, and has its resource updated where its rule says so. Safe to repeat. */
export async function tellLate(context: WorkerContext, late: readonly LateEntry[]): Promise<void> {
  for (const [stormId, entries] of Map.groupBy(late, ({ id }) => id)) {
    const { store, reader, queues, log } = context.instance;
    const reply = await inPlace(() => store.late(stormId, entries), log);
    const isMoved = ({ ordinal }: LateEntry) => reply.kind === 'gone' || reply.handedOn.includes(ordinal);
    const moved = await movedOf(context, stormId, entries.filter(isMoved));
    await tellLate(context, moved);
    if (reply.kind === 'gone' && moved.length > 0) continue;
    const counts = { ended: countOf(entries, 'ended'), joined: countOf(entries, 'joined') };
    const said = { stormId, outcome: reply.kind, ...counts };
    // Only after an outage that is longer than storms are kept.
    if (reply.kind === 'gone') log.warn(said, 'nobody is left to be told what came late');
    else log.info(said, 'storm told what came late');
    if (!reply.wanted || reply.state !== 'submitted') continue;
    const storm = await inPlace(() => reader.storm(stormId), log);
    if (storm) await inPlace(() => armUpdate(queues.finalize, armedStorm(storm)), log);
  }
}

/** A job that runs again, or that of another partition, may speak of what was divided since: who has it now is to be told. */
async function movedOf(
  { instance }: WorkerContext,
  stormId: string,
  entries: readonly LateEntry[],
): Promise<readonly LateEntry[]> {
  if (entries.length === 0) return [];
  const kept = await inPlace(() => instance.scopes.plan(stormId), instance.log);
  if (kept === undefined) return [];
  const plan = JSON.parse(kept) as DivisionPlan;
  const [places, carried] = [placesIn(plan), new Map(plan.carried.map((ordinal, n) => [ordinal, n]))];
  const moved = entries.map(async (entry) => {
    const n = carried.get(entry.ordinal);
    const place =
      n === undefined
        ? places.get(entry.ordinal)
        : await inPlace(() => instance.scopes.carriedTo(stormId, n), instance.log);
    return place ? [{ ...entry, ...place }] : [];
  });
  return (await Promise.all(moved)).flat();
}

function countOf(entries: readonly LateEntry[], kind: LateEntry['kind']): number {
  return entries.filter((entry) => entry.kind === kind).length;
}
