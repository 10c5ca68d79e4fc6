import type { Instance } from './instance.ts';
import type { SharedTotals } from './metrics.ts';
import { alertsIn } from './queue/jobs.ts';
import { rejectedBy } from './redis/counters.ts';
import { readMemory } from './redis/memory.ts';
import { stormStates } from './storm/storm.ts';

/** What became of alerts, as it is counted. */
export const outcomes = [
  'received',
  'queued',
  'excluded',
  'rejected',
  'opened',
  'folded',
  'repeated',
  'resolved',
  'refired',
  'joined',
  'muted',
  'dropped',
  'discarded',
] as const;
const jobStates = ['wait', 'active', 'delayed', 'failed'] as const;
/** BullMQ tells jobs that wait by urgency apart from those that wait in line. */
const countedStates = [...jobStates, 'prioritized'] as const;
const deadPage = 10_000;

/** Reads everything that the processes of an instance share. Rejects when Redis is away. */
export async function readSharedTotals(instance: Instance): Promise<SharedTotals> {
  const { counters, list } = instance;
  const [sums, dead, jobs, stormsNow, oldestPending, oldestUnsubmitted, now, redisMemory] = await Promise.all(
    [
      counters.read(),
      deadAlerts(instance),
      jobCounts(instance),
      Promise.all(stormStates.map(async (state) => [state, await list.count(state)] as const)),
      counters.oldestPending(),
      oldestUnsubmittedDeadline(instance),
      instance.store.now(),
      readMemory(instance.redis),
    ],
  );
  const { sealedStorms = 0, forcedStorms = 0, submittedStorms = 0, pending = 0 } = sums;
  const { droppedStorms = 0, discardedStorms = 0 } = sums;
  return {
    alerts: Object.fromEntries(outcomes.map((outcome) => [outcome, sums[outcome] ?? 0])),
    rejected: rejectedBy(sums),
    waiting: { pending: pending - dead, dead },
    stormsEver: {
      sealed: sealedStorms,
      forced: forcedStorms,
      submitted: submittedStorms,
      dropped: droppedStorms,
      discarded: discardedStorms,
    },
    stormsNow: Object.fromEntries(stormsNow),
    jobs,
    oldestPendingSeconds: ageSeconds(now, oldestPending),
    oldestUnsubmittedSeconds: ageSeconds(now, oldestUnsubmitted),
    redisMemory,
  };
}

/** Alerts in aggregate jobs that gave up. Counted from the jobs' ids, which say how many each holds. */
async function deadAlerts({ queues }: Pick<Instance, 'queues'>): Promise<number> {
  const failed = await Promise.all(queues.aggregate.map((queue) => queue.getRanges(['failed'], 0, deadPage)));
  return failed.flat().reduce((sum, id) => sum + alertsIn(id), 0);
}

async function jobCounts({ queues }: Instance): Promise<SharedTotals['jobs']> {
  const counts = await Promise.all(
    queues.all.map(async (queue) => ({ queue: queue.name, of: await queue.getJobCounts(...countedStates) })),
  );
  return counts.flatMap(({ queue, of: { prioritized = 0, ...of } }) =>
    jobStates.map((state) => ({
      queue,
      state,
      count: (of[state] ?? 0) + (state === 'wait' ? prioritized : 0),
    })),
  );
}

async function oldestUnsubmittedDeadline({ list }: Instance): Promise<number | undefined> {
  const times = await Promise.all([list.oldest('open'), list.oldest('sealed'), list.oldest('failed')]);
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function ageSeconds(now: number, then: number | undefined): number {
  return then === undefined ? 0 : Math.max(0, (now - then) / 1000);
}
