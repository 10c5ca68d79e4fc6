import { setTimeout as pause } from 'node:timers/promises';

import type { FoldJob } from '../src/queue/jobs.ts';
import type { Elsewhere } from '../src/redis/moved-episodes.ts';
import type { FoldEntry } from '../src/storm/fold-entry.ts';
import type { WorkerContext } from './context.ts';
import { inPlace } from './in-place.ts';

/** Behind a backlog the partitions wait for each other all the time, for as long as a job takes: a long pause would add up. */
const quickLooks = 50;
const quickPauseMs = 1;
const pauseMs = 50;
/** Ten seconds: one partition must not hold up the others for ever. */
const mostLooks = 250;

/**
 * After a change of rules: adds to each alert what another partition remembers of it. What arrived before in another
 * partition is waited for, because it may be the same alert, on the road of the rules that were.
 */
export async function withMemoryOfOthers(
  context: WorkerContext,
  { partition, jobId, data }: { partition: number; jobId: string; data: FoldJob },
  entries: readonly FoldEntry[],
): Promise<readonly FoldEntry[]> {
  const { moved, log } = context.instance;
  if (!(await inPlace(() => moved.mayHaveMoved(data.patterns), log))) return entries;
  const fingerprints = entries.map(({ fingerprint }) => fingerprint);
  const ask = () => moved.ask(partition, jobId, fingerprints);
  for (let looks = 1; ; looks++) {
    const elsewhere = await inPlace(ask, log);
    if (elsewhere.before.length === 0) return entries.map((entry) => remembering(entry, elsewhere));
    const waits = await anyAlive(context, elsewhere);
    if (waits && looks === mostLooks)
      log.warn({ jobId }, 'alerts of another partition are not waited for any longer');
    if (!waits || looks === mostLooks) {
      // What was asked before the last of them was done may lack what that one left.
      const since = await inPlace(ask, log);
      return entries.map((entry) => remembering(entry, since));
    }
    await pause(looks <= quickLooks ? quickPauseMs : pauseMs);
  }
}

// A dead letter waits for a person, and may do so for days.
async function anyAlive({ instance }: WorkerContext, { before }: Elsewhere): Promise<boolean> {
  const states = before.map(async ({ partition, jobId }) =>
    instance.queues.aggregate[partition]?.getJobState(jobId),
  );
  return (await Promise.all(states)).some((state) => state === 'waiting' || state === 'active');
}

// Most are remembered nowhere else. A copy would have its member and its sample made, of a repeat for nothing.
function remembering(entry: FoldEntry, { remembered }: Elsewhere): FoldEntry {
  const rememberedElsewhere = remembered.get(entry.fingerprint);
  return rememberedElsewhere === undefined ? entry : { ...entry, rememberedElsewhere };
}
