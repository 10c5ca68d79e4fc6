import express, { type Express } from 'express';

import type { StormClock } from '../clock.ts';
import type { Gates } from '../http/auth.ts';
import { countRequests } from '../http/count-requests.ts';
import { type Readiness, healthRoutes } from '../http/health.ts';
import { methodNotAllowed, notFound, problemHandler } from '../http/problem.ts';
import { requestIds } from '../http/request-id.ts';
import { serverSpan } from '../http/server-span.ts';
import { within } from '../http/within.ts';
import type { Instance } from '../instance.ts';
import type { Metrics, SharedTotals } from '../metrics.ts';
import { readLoad } from './load.ts';
import { Overload } from './overload.ts';
import { postedAlerts } from './posted-alerts.ts';
import { readiness } from './readiness.ts';
import { taking } from './taking.ts';
import { webhook } from './webhook.ts';

export interface IntakeSources {
  /** Over an `answering` connection. */
  readonly instance: Instance;
  readonly gates: Gates;
  readonly metrics: Metrics;
  readonly readShared: () => Promise<SharedTotals>;
  /** True from the moment that this process was told to stop. */
  readonly draining: () => boolean;
  readonly clock?: StormClock;
  /** What `/readyz` tells of this process beside what intake knows. */
  readonly details?: () => Readiness['details'];
  /** Adds the routes of others (API, board, console), with their own gates. */
  readonly mount?: (app: Express) => void;
}

/** A Redis that hangs is told within this time: after 15 s, Alertmanager's peer sends the same again. */
const loadWaitMs = 3000;

/** The HTTP side of an instance. Nothing in it redirects: Alertmanager follows with a GET and takes that for delivered. */
export function intakeApp(sources: IntakeSources): Express {
  const { instance, gates, metrics, readShared, draining, clock, details, mount } = sources;
  const overload = new Overload(() => within(loadWaitMs, readLoad(instance)), instance.config.limits);
  const ready = readiness({ instance, overload, draining, details });
  const app = express().disable('x-powered-by').disable('etag');
  app.use(requestIds(instance.log), countRequests(metrics));
  app.use(healthRoutes({ ready, metrics, readShared, guard: gates.metrics }));
  const take = taking({ instance, metrics, overload, draining, clock });
  for (const [path, way] of [
    ['/webhooks/alertmanager', webhook],
    ['/api/v2/alerts', postedAlerts],
  ] as const) {
    app.route(path).post(serverSpan, gates.webhook, take(way)).all(methodNotAllowed('POST'));
  }
  mount?.(app);
  app.use(notFound, problemHandler);
  return app;
}
