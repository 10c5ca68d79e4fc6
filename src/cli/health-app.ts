import express, { type Express, type RequestHandler } from 'express';

import type { Gates } from '../http/auth.ts';
import { countRequests } from '../http/count-requests.ts';
import { type HealthSources, healthRoutes } from '../http/health.ts';
import { notFound, problemHandler, tryLater } from '../http/problem.ts';
import { requestIds } from '../http/request-id.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';

interface HealthAppSources extends Omit<HealthSources, 'guard'> {
  readonly log: Log;
  readonly gates: Gates;
}

/** Health and metrics alone: what a worker shows of itself. */
export function healthApp(
  { log, gates, ...sources }: HealthAppSources,
  rest: RequestHandler = notFound,
): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.use(requestIds(log), countRequests(sources.metrics));
  app.use(healthRoutes({ ...sources, guard: gates.metrics }));
  app.use(rest, problemHandler);
  return app;
}

/** What is answered until Redis does: alive, not ready, and to every notification "later". */
export function waitingApp(log: Log, gates: Gates, metrics: Metrics): Express {
  const away = () => tryLater('redis-away', 'Redis has not answered since this process started.', 5);
  return healthApp(
    {
      ...{ log, gates, metrics },
      ready: async () => ({ ok: false, details: { redis: 'away' } }),
      readShared: async () => {
        throw away();
      },
    },
    () => {
      throw away();
    },
  );
}
