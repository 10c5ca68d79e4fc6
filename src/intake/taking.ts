import type { Request, RequestHandler, Response } from 'express';

import type { Notification, RejectedAlert } from '../alert/alert.ts';
import type { StormClock } from '../clock.ts';
import { HttpProblem } from '../http/problem.ts';
import type { Instance } from '../instance.ts';
import type { Metrics } from '../metrics.ts';
import { EnqueueError } from '../queue/enqueue.ts';
import { enqueueTogether } from '../queue/enqueue-together.ts';
import { routeRequest } from '../queue/routed.ts';
import { arriveCalls } from '../redis/arrive.ts';
import { admit, admitLoad, redisAway } from './admission.ts';
import { BodyBudget, type BodyShare } from './body-budget.ts';
import type { Overload } from './overload.ts';
import { copying } from './copying.ts';
import { checkMediaType, readBody } from './read-body.ts';
import { readNotification } from './read-notification.ts';
import { Turns, breathe } from './turns.ts';
import { UnreadableBody } from './unreadable-body.ts';

export interface TakingSources {
  readonly instance: Pick<Instance, 'config' | 'redis' | 'replicas' | 'keys' | 'queues' | 'rules'>;
  readonly metrics: Pick<Metrics, 'unreadable' | 'requestsPerTransaction' | 'unreplicated'>;
  readonly overload: Pick<Overload, 'reasons' | 'add'>;
  readonly draining: () => boolean;
  readonly clock?: StormClock | undefined;
}

/** What a sender may be told once all its good alerts are queued; excluded ones are among the accepted. */
interface Receipt {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: readonly Pick<RejectedAlert, 'index' | 'reason'>[];
}

/** A way in for alerts: how their sender writes them, and how it is answered once all of them are queued. */
export interface WayIn {
  /** In the log. */
  readonly name: 'webhook' | 'alerts';
  /** `now` is this process' time in milliseconds. Throws an UnreadableNotification. */
  readonly parse: (body: unknown, now: number) => Notification;
  readonly answer: (response: Response, receipt: Receipt) => void;
}

/**
 * Takes bodies of alerts in: each is answered only once everything in it is durably queued. All ways in share what a
 * process has room for.
 */
export function taking(sources: TakingSources): (way: WayIn) => RequestHandler {
  const { limits } = sources.instance.config;
  const budget = new BodyBudget(limits.bodyBytesInFlight);
  const takeIn = takingIn(sources);
  return (way) => async (request, response) => {
    const share = budget.open();
    try {
      checkMediaType(request);
      await admit({ redis: sources.instance.redis, ...sources });
      way.answer(response, await receive(request, share, limits.bodyBytes, way, takeIn));
    } catch (error) {
      countRefusal(error, sources.metrics);
      throw error;
    } finally {
      share.release();
    }
  };
}

function countRefusal(error: unknown, metrics: TakingSources['metrics']): void {
  if (error instanceof UnreadableBody) metrics.unreadable.inc({ reason: error.reason });
  if (error instanceof HttpProblem && error.kind === 'not-replicated') metrics.unreplicated.inc();
}

async function receive(
  request: Request,
  share: BodyShare,
  limit: number,
  way: WayIn,
  takeIn: TakeIn,
): Promise<Receipt> {
  const startedAt = performance.now();
  const body = await readBody(request, limit, share);
  const { notification, excluded, jobs } = await takeIn(body, request.requestId, way);
  const sums = {
    way: way.name,
    ...sumsOf(notification, excluded, jobs),
    bytes: body.length,
    ms: Math.round(performance.now() - startedAt),
  };
  const receipt = receiptFor(notification);
  if (receipt.received > 0 && receipt.accepted === 0) throw allBad(receipt, sums);
  request.log.info(sums, 'notification queued');
  return receipt;
}

interface TakenIn {
  readonly notification: Notification;
  readonly excluded: number;
  /** That its alerts are in, with those of others who came at the same time. */
  readonly jobs: number;
}
type TakeIn = (body: Buffer, requestId: string, way: WayIn) => Promise<TakenIn>;

/**
 * Larger bodies are read and queued one at a time: each takes several times its bytes meanwhile, and seconds when it is
 * one of the largest. In between, the small ones have their turn.
 */
const largeBytes = 1024 ** 2;

/** Reads a body and queues what is in it, unless Redis filled up while it came. */
function takingIn(sources: TakingSources): TakeIn {
  const [queueUp, turns] = [queueing(sources), new Turns()];
  const { instance, overload, clock } = sources;
  const parsing = (way: WayIn) => (body: unknown) => way.parse(body, nowOn(clock));
  const take = async (
    body: Buffer,
    requestId: string,
    way: WayIn,
    rest?: () => Promise<void>,
  ): Promise<TakenIn> => {
    await admitLoad({ redis: instance.redis, overload });
    const notification = readNotification(body, instance.config.limits.bodyBytes, parsing(way));
    await rest?.();
    const done = overload.add({ alerts: notification.alerts.length, bytes: body.length });
    const queued = await queueUp(notification, requestId, body.length).finally(done);
    return { notification, ...queued };
  };
  return async (body, ...rest) =>
    body.length > largeBytes ? turns.take(() => take(body, ...rest, breathe)) : take(body, ...rest);
}

type QueueUp = (
  notification: Notification,
  requestId: string,
  bytes: number,
) => Promise<Omit<TakenIn, 'notification'>>;

/** Queues a notification's alerts and quarantines the bad ones, in one transaction. */
function queueing({ instance, metrics, clock }: TakingSources): QueueUp {
  const { keys, queues, rules } = instance;
  const enqueue = enqueueTogether({
    ...{ queues, arriveCall: arriveCalls(keys, clock), copies: copying(instance) },
    apart: instance.config.redis.mode === 'cluster',
    onTransaction: (requests) => metrics.requestsPerTransaction.observe(requests),
  });
  return async (notification, requestId, bytes) => {
    const request = routeRequest({ requestId, ...notification }, rules.routing(nowOn(clock)));
    try {
      return { excluded: request.excluded, jobs: await enqueue(request, bytes) };
    } catch (error) {
      throw error instanceof EnqueueError ? redisAway(error.cause ?? error) : error;
    }
  };
}

function nowOn(clock: StormClock | undefined): number {
  return clock?.now() ?? Date.now();
}

function sumsOf({ received, alerts, rejected, truncated }: Notification, excluded: number, jobs: number) {
  return {
    received,
    accepted: alerts.length,
    ...{ excluded, rejected: rejected.length, jobs },
    ...(truncated && { truncated }),
  };
}

function receiptFor({ received, alerts, rejected }: Notification): Receipt {
  const reasons = rejected.map(({ index, reason }) => ({ index, reason }));
  return { received, accepted: alerts.length, rejected: reasons };
}

function allBad(receipt: Receipt, logged: Readonly<Record<string, unknown>>): HttpProblem {
  const advice = 'Mend what `rejected` says of each; they are kept in quarantine: `stormfold rejects list`.';
  return new HttpProblem('all-alerts-bad', 'Not one of the alerts can be read.', advice, {
    extra: { ...receipt },
    logged,
  });
}
