import type { Alert, RejectedAlert } from '../alert/alert.ts';
import { type Pattern, partitionOf, patternOf } from '../storm/pattern.ts';
import { type FoldJob, foldJobId, jobSchema } from './jobs.ts';

/** One job to add, and the queue that it belongs to. */
interface PlannedJob {
  readonly id: string;
  readonly data: FoldJob;
}

/** What one request does to one partition. `received` counts its alerts before any was judged. */
export interface PartitionPlan {
  readonly partition: number;
  readonly received: number;
  readonly excluded: number;
  readonly jobs: readonly PlannedJob[];
  readonly rejected: readonly RejectedAlert[];
}

/** What a request brought, and under which names it goes on. */
export interface Request {
  /** In logs and answers; may come from the sender. */
  readonly requestId: string;
  /** In job ids; made here, so that no sender can choose them. No colon, no dot. */
  readonly requestKey: string;
  readonly alerts: readonly Alert[];
  readonly rejected: readonly RejectedAlert[];
  readonly truncated: boolean;
}

/** More alerts than this make a second job: a script must not hold Redis up for long. */
const alertsPerJob = 200;

/** Sorts a request's alerts into jobs, one per pattern, by partition. Rejected alerts belong to partition 0. */
export function planRequest(
  request: Request,
  partitions: number,
  isExcluded: (alert: Alert) => boolean,
): PartitionPlan[] {
  const drafts = new Map<number, { received: number; excluded: number; patterns: Map<string, Batch> }>();
  const draftOf = (partition: number) => {
    const draft = drafts.get(partition) ?? { received: 0, excluded: 0, patterns: new Map<string, Batch>() };
    drafts.set(partition, draft);
    return draft;
  };
  if (request.rejected.length > 0) draftOf(0).received += request.rejected.length;
  for (const alert of request.alerts) {
    const pattern = patternOf(alert.labels);
    const draft = draftOf(partitionOf(pattern.hash, partitions));
    draft.received += 1;
    if (isExcluded(alert)) draft.excluded += 1;
    else addTo(draft.patterns, pattern, alert);
  }
  let index = 0;
  return [...drafts].map(([partition, { received, excluded, patterns }]) => {
    const jobs = [...patterns.values()].flatMap(chunked).map((batch) => toJob(request, batch, index++));
    return { partition, received, excluded, jobs, rejected: partition === 0 ? request.rejected : [] };
  });
}

interface Batch {
  readonly pattern: Pattern;
  readonly alerts: Alert[];
}

function addTo(patterns: Map<string, Batch>, pattern: Pattern, alert: Alert): void {
  const batch = patterns.get(pattern.hash);
  if (batch) batch.alerts.push(alert);
  else patterns.set(pattern.hash, { pattern, alerts: [alert] });
}

function chunked({ pattern, alerts }: Batch): Batch[] {
  const count = Math.ceil(alerts.length / alertsPerJob);
  const chunk = (i: number) => alerts.slice(i * alertsPerJob, (i + 1) * alertsPerJob);
  return Array.from({ length: count }, (_, i) => ({ pattern, alerts: chunk(i) }));
}

function toJob(
  { requestId, requestKey, truncated }: Request,
  { pattern, alerts }: Batch,
  index: number,
): PlannedJob {
  const id = foldJobId(requestKey, index, alerts.length);
  return { id, data: { schema: jobSchema, requestId, pattern, truncated, alerts } };
}
