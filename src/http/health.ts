import { type RequestHandler, Router } from 'express';

import { messageOf } from '../errors.ts';
import type { Metrics, SharedTotals } from '../metrics.ts';
import { methodNotAllowed, tryLater } from './problem.ts';
import { within } from './within.ts';

export interface Readiness {
  /** This process can serve. Being overloaded is a detail: taking it out of service would make it worse. */
  readonly ok: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface HealthSources {
  readonly ready: () => Promise<Readiness>;
  readonly metrics: Metrics;
  /** Rejects when Redis is away. */
  readonly readShared: () => Promise<SharedTotals>;
  /** Asks for an operator before metrics are shown; probes of the kubelet have no secrets and stay open. */
  readonly guard?: RequestHandler | undefined;
}

/** Prometheus gives a scrape ten seconds: what this process knows by itself must be out by then. */
const sharedWaitMs = 2000;

const readingOnly = methodNotAllowed('GET, HEAD');
const pass: RequestHandler = (_request, _response, next) => next();

/** `/livez`, `/readyz` and `/metrics`. */
export function healthRoutes({ ready, metrics, readShared, guard = pass }: HealthSources): Router {
  const router = Router();
  router
    .route('/livez')
    .get((_request, response) => void response.json({ alive: true }))
    .all(readingOnly);
  router
    .route('/readyz')
    .get(async (_request, response) => {
      const { ok, details } = await ready();
      if (!ok) throw tryLater('not-ready', 'This process can not serve now.', 5, { extra: { details } });
      response.json({ ready: true, details });
    })
    .all(readingOnly);
  router
    .route('/metrics')
    .get(guard, async (request, response) => {
      const problem = await takeShared(metrics, readShared);
      if (problem) request.log.debug({ error: problem }, 'shared totals not read');
      response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    })
    .all(readingOnly);
  return router;
}

async function takeShared(
  metrics: Metrics,
  readShared: HealthSources['readShared'],
): Promise<string | undefined> {
  const stop = metrics.redisReadSeconds.startTimer();
  try {
    metrics.setShared(await within(sharedWaitMs, readShared()));
    return undefined;
  } catch (error) {
    metrics.setShared(undefined);
    return messageOf(error);
  } finally {
    stop();
  }
}
