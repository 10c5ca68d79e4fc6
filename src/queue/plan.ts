import type { RejectedAlert } from '../alert/alert.ts';
import { partitionOf } from '../storm/pattern.ts';
import { type QueuedFoldJob, foldJobId, foldSchema } from './jobs.ts';
import { pack } from './packed.ts';
import type { RoutedAlert, RoutedRequest } from './routed.ts';

/** One job to add, and the trace that it carries on. */
interface PlannedJob {
  readonly id: string;
  readonly data: QueuedFoldJob;
  readonly trace: string | undefined;
}

/** A bad alert, and who brought it. */
interface PlannedReject extends RejectedAlert {
  readonly requestId: string;
}

/** What some requests do to one partition together. `received` counts their alerts before any was judged. */
export interface PartitionPlan {
  readonly partition: number;
  readonly received: number;
  readonly excluded: number;
  readonly jobs: readonly PlannedJob[];
  readonly rejected: readonly PlannedReject[];
}

interface Plan {
  readonly partitions: readonly PartitionPlan[];
  /** In how many jobs each request's alerts are. */
  readonly jobsOf: ReadonlyMap<RoutedRequest, number>;
}

/** More alerts than this make a second job: a script must not hold Redis up for long. */
const alertsPerJob = 200;

/**
 * Sorts the alerts of some requests into jobs, by partition. Alerts of one pattern share a job, whoever brought them, and
 * are in the order in which their requests are, within jobs and from job to job. Rejected alerts belong to partition 0.
 * `key` stands in the jobs' ids: made anew each time, so that no sender can choose them; it has no colon and no dot.
 */
export function planTogether(requests: readonly RoutedRequest[], key: string, partitions: number): Plan {
  const drafts = new Drafts(partitions);
  const jobsOf = new Map<RoutedRequest, number>();
  for (const request of requests) {
    if (request.rejected.length > 0) drafts.reject(request);
    jobsOf.set(request, drafts.take(request));
  }
  let index = 0;
  const toJob = (batch: Batch) => jobOf(batch, foldJobId(key, index++, batch.alerts.length));
  const plans = drafts.all.map(({ batches, ...draft }) => ({ ...draft, jobs: batches.map(toJob) }));
  return { partitions: plans, jobsOf };
}

/** What the requests are to do to one partition, so far. */
interface Draft {
  readonly partition: number;
  received: number;
  excluded: number;
  readonly batches: Batch[];
  readonly rejected: PlannedReject[];
}

/** A job to be. What it says of its alerts beside themselves holds for the first, and so for all. */
interface Batch {
  readonly requests: RoutedRequest[];
  readonly alerts: RoutedAlert[];
}

class Drafts {
  readonly #partitions: number;
  readonly #drafts = new Map<number, Draft>();
  /** By the hash of a pattern: where its alerts are counted, and its last job, which alone may take more. */
  readonly #places = new Map<string, { readonly draft: Draft; last: Batch | undefined }>();

  constructor(partitions: number) {
    this.#partitions = partitions;
  }

  get all(): readonly Draft[] {
    return [...this.#drafts.values()];
  }

  reject({ requestId, rejected }: RoutedRequest): void {
    const draft = this.#draft(0);
    draft.received += rejected.length;
    for (const one of rejected) draft.rejected.push({ ...one, requestId });
  }

  /** Answers in how many jobs the request's alerts are. */
  take(request: RoutedRequest): number {
    let jobs = 0;
    for (const routed of request.alerts) {
      const place = this.#place(routed.road.pattern.hash);
      place.draft.received += 1;
      if (routed.road.excluded) {
        place.draft.excluded += 1;
        continue;
      }
      if (!place.last || !hasRoom(place.last, routed, request)) {
        place.last = { requests: [], alerts: [] };
        place.draft.batches.push(place.last);
      }
      const { requests, alerts } = place.last;
      alerts.push(routed);
      if (requests.at(-1) === request) continue;
      requests.push(request);
      jobs += 1;
    }
    return jobs;
  }

  #place(hash: string) {
    const place = this.#places.get(hash) ?? {
      draft: this.#draft(partitionOf(hash, this.#partitions)),
      last: undefined,
    };
    this.#places.set(hash, place);
    return place;
  }

  #draft(partition: number): Draft {
    const draft = this.#drafts.get(partition) ?? {
      ...{ partition, received: 0, excluded: 0, batches: [], rejected: [] },
    };
    this.#drafts.set(partition, draft);
    return draft;
  }
}

/** Whether a job's alerts and another one are told the same of: terms and times of muting by who made them, the rules. */
function hasRoom(
  { requests: [owner], alerts }: Batch,
  { road }: RoutedAlert,
  request: RoutedRequest,
): boolean {
  const [first] = alerts;
  if (!owner || !first || alerts.length >= alertsPerJob) return false;
  if (owner === request) return true;
  const sameRules = first.road.terms === road.terms && owner.patterns === request.patterns;
  const sameTold = first.road.muted === road.muted && owner.truncated === request.truncated;
  // Two traces in one job would make one of them end there, and the other go on with what is not its own.
  return sameRules && sameTold && owner.trace === request.trace;
}

function jobOf({ requests, alerts }: Batch, id: string): PlannedJob {
  const [owner] = requests;
  const [first] = alerts;
  if (!owner || !first) throw new RangeError('a job without alerts');
  const { pattern, terms, tenant, muted } = first.road;
  const { requestId, truncated, patterns, trace } = owner;
  const requestIds = [...new Set(requests.map((request) => request.requestId))];
  const urgent = alerts.flatMap(({ road: { urgentMs } }, place) =>
    urgentMs === undefined ? [] : [[place, urgentMs] as const],
  );
  const data: QueuedFoldJob = {
    ...{ schema: foldSchema, requestId, ...(requestIds.length > 1 && { requestIds }), pattern, truncated },
    ...pack(alerts.map(({ alert }) => alert)),
    ...{ terms, patterns },
    ...(tenant && { tenant }),
    ...(muted.length > 0 && { muted }),
    ...(urgent.length > 0 && { urgentMs: Object.fromEntries(urgent) as Record<string, number> }),
  };
  return { id, data, trace };
}
