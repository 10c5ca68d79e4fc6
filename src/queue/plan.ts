import type { Alert, RejectedAlert } from '../alert/alert.ts';
import type { Route } from '../rules/route.ts';
import { partitionOf } from '../storm/pattern.ts';
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

/** The rules as they are now, and what stands for them. */
export interface Routing {
  readonly routeOf: (alert: Alert) => Omit<Route, 'rule'>;
  readonly patterns: string;
}

/** More alerts than this make a second job: a script must not hold Redis up for long. */
const alertsPerJob = 200;

/** Sorts a request's alerts into jobs, one per pattern, by partition. Rejected alerts belong to partition 0. */
export function planRequest(request: Request, partitions: number, routing: Routing): PartitionPlan[] {
  const drafts = new Drafts();
  if (request.rejected.length > 0) drafts.of(0).received += request.rejected.length;
  for (const alert of request.alerts) {
    const route = routing.routeOf(alert);
    const draft = drafts.of(partitionOf(route.pattern.hash, partitions));
    draft.received += 1;
    if (route.excluded) draft.excluded += 1;
    else addTo(draft.batches, route, alert);
  }
  let index = 0;
  return drafts.all.map(([partition, { received, excluded, batches }]) => {
    const jobs = [...batches.values()]
      .flatMap(chunked)
      .map((batch) => toJob(request, batch, index++, routing.patterns));
    return { partition, received, excluded, jobs, rejected: partition === 0 ? request.rejected : [] };
  });
}

/** What a request is to do to one partition, so far. */
interface Draft {
  received: number;
  excluded: number;
  readonly batches: Map<string, Batch>;
}

class Drafts {
  readonly #drafts = new Map<number, Draft>();

  get all(): readonly (readonly [number, Draft])[] {
    return [...this.#drafts];
  }

  of(partition: number): Draft {
    const draft = this.#drafts.get(partition) ?? { received: 0, excluded: 0, batches: new Map() };
    this.#drafts.set(partition, draft);
    return draft;
  }
}

interface Batch {
  readonly route: Omit<Route, 'rule'>;
  readonly alerts: { readonly alert: Alert; readonly urgentMs: number | undefined }[];
}

function addTo(batches: Map<string, Batch>, route: Omit<Route, 'rule'>, alert: Alert): void {
  const one = { alert, urgentMs: route.urgentMs };
  const batch = batches.get(route.pattern.hash);
  if (batch) batch.alerts.push(one);
  else batches.set(route.pattern.hash, { route, alerts: [one] });
}

function chunked({ route, alerts }: Batch): Batch[] {
  const count = Math.ceil(alerts.length / alertsPerJob);
  const chunk = (i: number) => alerts.slice(i * alertsPerJob, (i + 1) * alertsPerJob);
  return Array.from({ length: count }, (_, i) => ({ route, alerts: chunk(i) }));
}

function toJob(
  { requestId, requestKey, truncated }: Request,
  { route, alerts }: Batch,
  index: number,
  patterns: string,
): PlannedJob {
  const { pattern, terms, tenant, muted } = route;
  const urgent = alerts.flatMap(({ urgentMs }, place) => (urgentMs === undefined ? [] : [[place, urgentMs]]));
  const data: FoldJob = {
    ...{
      schema: jobSchema,
      requestId,
      pattern,
      truncated,
      alerts: alerts.map(({ alert }) => alert),
      terms,
      patterns,
    },
    ...(tenant && { tenant }),
    ...(muted.length > 0 && { muted }),
    ...(urgent.length > 0 && { urgentMs: Object.fromEntries(urgent) as Record<string, number> }),
  };
  return { id: foldJobId(requestKey, index, alerts.length), data };
}
