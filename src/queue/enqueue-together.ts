import { randomUUID } from 'node:crypto';

import { SpanKind } from '@opentelemetry/api';

import { inSpan, spanKeys } from '../tracing.ts';
import { type ArriveCall, type Beside, enqueue } from './enqueue.ts';
import { type GatherBounds, Gatherer } from './gather.ts';
import { planTogether } from './plan.ts';
import type { Queues } from './queues.ts';
import { type RoutedRequest, byPartition } from './routed.ts';

interface TogetherSources {
  readonly queues: Queues;
  readonly arriveCall: ArriveCall;
  /** Where replicas are waited for: what is to be sent with the transaction of that key, and what is to be waited for after it. */
  readonly copies?: (key: string) => Copies | undefined;
  /** Told of each transaction, before it sets off: how many requests are in it. */
  readonly onTransaction?: (requests: number) => void;
  readonly bounds?: GatherBounds;
  /** On a cluster: a partition whose master is away must not hold up, nor fail, what goes to the others. */
  readonly apart?: boolean;
}

/** The copies of one transaction on Redis' replicas. */
export interface Copies {
  /** Goes into the transaction. */
  readonly beside: Beside;
  /** Resolves once enough replicas have it; else rejects with what its senders are to be told. */
  readonly untilThere: () => Promise<void>;
}

/**
 * Most that one transaction holds: Redis does nothing else meanwhile. A thousand alerts of one pattern take it less than a
 * millisecond; were each of another, some 20. More makes jobs larger, and so alerts cheaper at full load, and lets
 * those that come then wait longer: docs/performance.md has both.
 */
const usualBounds: GatherBounds = { alerts: 1500, bytes: 1536 * 1024, waitMs: 2 };

/** Queues a request with those that come at the same time. Answers in how many jobs its alerts are. */
export type EnqueueTogether = (request: RoutedRequest, bytes: number) => Promise<number>;

/**
 * Opens the way into the queues. What it answers resolves once the transaction that holds all of a request's alerts is
 * done, and rejects with an EnqueueError when that failed: then all that were in it are to be sent again.
 */
export function enqueueTogether(sources: TogetherSources): EnqueueTogether {
  const { queues, arriveCall, copies, onTransaction, bounds = usualBounds, apart = false } = sources;
  const send = async (requests: readonly RoutedRequest[]) => {
    onTransaction?.(requests.length);
    const key = randomUUID();
    const { partitions, jobsOf } = planTogether(requests, key, queues.aggregate.length);
    const copied = copies?.(key);
    await enqueue(queues, partitions, arriveCall, copied?.beside);
    await copied?.untilThere();
    return jobsOf;
  };
  const gather = apart ? apartBy(queues.aggregate.length, send, bounds) : together(send, bounds);
  return async (request, bytes) => {
    const { alerts, rejected, excluded } = request;
    if (alerts.length + rejected.length === 0) return 0;
    const attributes = {
      [spanKeys.alerts]: alerts.length + rejected.length,
      ...{ 'stormfold.excluded': excluded, 'stormfold.rejected': rejected.length },
    };
    return inSpan({ name: 'enqueue', kind: SpanKind.PRODUCER, attributes }, async (span) => {
      const traced = { ...request, trace: traceIn(queues) };
      const jobs = await gather(traced, bytes);
      span.setAttribute('stormfold.jobs', jobs);
      return jobs;
    });
  };
}

type Send = (requests: readonly RoutedRequest[]) => Promise<ReadonlyMap<RoutedRequest, number>>;

function together(send: Send, bounds: GatherBounds): EnqueueTogether {
  const gatherer = new Gatherer(send, bounds);
  return async (request, bytes) => {
    const jobsOf = await gatherer.add(request, { alerts: request.alerts.length, bytes });
    return jobsOf.get(request) ?? 0;
  };
}

/** A lane for each partition; a request takes all of those that it has alerts for. */
function apartBy(partitions: number, send: Send, bounds: GatherBounds): EnqueueTogether {
  const lanes = Array.from({ length: partitions }, () => together(send, bounds));
  return async (request, bytes) => {
    const shares = byPartition(request, partitions);
    // All are waited for: what is answered must not go on behind the sender's back.
    const sending = shares.map(async ([partition, share]) => {
      return (await lanes[partition]?.(share, bytes / shares.length)) ?? 0;
    });
    const ends = await Promise.allSettled(sending);
    return ends.reduce((jobs, end) => {
      if (end.status === 'rejected') throw end.reason;
      return jobs + end.value;
    }, 0);
  };
}

/** As the queues' own `add` does, which knows of no transaction. */
function traceIn({ aggregate: [queue] }: Queues): string | undefined {
  const telemetry = queue?.opts.telemetry;
  return telemetry?.contextManager.getMetadata(telemetry.contextManager.active());
}
