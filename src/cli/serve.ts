import type { Express } from 'express';

import type { StormClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { type Gates, openGates } from '../http/auth.ts';
import { listen } from '../http/server.ts';
import { type Instance, openInstance } from '../instance.ts';
import { readiness } from '../intake/readiness.ts';
import { stopInOrder } from '../lifecycle.ts';
import type { Log } from '../log.ts';
import { Metrics } from '../metrics.ts';
import type { ConnectionUse } from '../redis/connection.ts';
import { readSharedTotals } from '../shared-totals.ts';
import type { TracingParts } from '../telemetry/open-tracing.ts';
import { frontDoor } from './front-door.ts';
import { healthApp, waitingApp } from './health-app.ts';
import { keepHeapSmall } from './heap.ts';
import { openPatiently, unlessAborted } from './open-patiently.ts';
import { type Parts, detailsOf, stopSteps } from './parts.ts';
import { tellOpenness, tellPlacement, warnOfRisks } from './start-warnings.ts';
import { tracingOf } from './tracing-of.ts';
import { type ConfigReloads, type Ruled, claimPatterns, watchConfig } from './watch-config.ts';

export type Role = 'all' | 'intake' | 'worker';

export interface ServeHooks {
  /** Aborted while the start still waits for Redis, it gives the start up: `serve` rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Another time for storms than Redis' own. */
  readonly clock?: StormClock;
  /** Where a changed configuration comes from, and when; without it the rules stay what they are. */
  readonly reloads?: ConfigReloads;
  /** Where the spans of a traced service go, in place of the configured collector. */
  readonly spans?: TracingParts['exporter'];
}

export interface Service {
  readonly url: string;
  /** Finishes what is in hand, at most for the configured time. True when nothing had to be cut off. */
  stop(): Promise<boolean>;
}

interface Start {
  readonly config: Config;
  readonly role: Role;
  readonly log: Log;
  readonly hooks: ServeHooks;
  readonly metrics: Metrics;
  readonly gates: Gates;
  readonly parts: Parts;
}

/** The composition root: puts the rooms together for one role, and resolves when all of it runs. */
export async function serve(config: Config, role: Role, log: Log, hooks: ServeHooks = {}): Promise<Service> {
  keepHeapSmall();
  const [metrics, parts] = [new Metrics(), { draining: false } as Parts];
  const gates = openGates(config.auth, log, { metrics });
  const stopAll = () => {
    hooks.reloads?.triggers.stop();
    return stopInOrder(stopSteps(parts, gates, config.stopTimeoutMs), config.stopTimeoutMs, log);
  };
  try {
    parts.tracing = await tracingOf(config, { role, log, exporter: hooks.spans });
    // Before Redis is there: a liveness probe that finds nobody would kill a process that only waits.
    const door = frontDoor(waitingApp(log, gates, metrics));
    const listening = await listen(door.listener, config.listen);
    parts.listening = listening;
    log.info({ role, url: listening.url }, 'starting');
    const start: Start = { config, role, log, hooks, metrics, gates, parts };
    const opening = openParts(start);
    if (hooks.reloads) parts.reloader = watchConfig(hooks.reloads, ruledBy(start, opening));
    door.open(await unlessAborted(opening, hooks.signal));
    tellOpenness(config, log);
    log.info({ role, url: listening.url }, 'listening');
    let stopping: Promise<boolean> | undefined;
    return { url: listening.url, stop: () => (stopping ??= stopAll()) };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function openParts(start: Start): Promise<Express> {
  const { config, role, log, metrics, parts } = start;
  // Before Redis, for which the start may have to wait: what can never work is said at once.
  const works = role === 'intake' ? undefined : await loadWorkers();
  const template = works?.openTemplate(config);
  parts.topology = await works?.openTopology(config.topology, { log, metrics: metrics.topology });
  const answering = await openFor(start, 'answering');
  parts.answering = answering;
  await warnOfRisks(answering.redis, log);
  tellPlacement(answering.redis, config, log);
  if (role !== 'worker')
    await openPatiently(() => claimPatterns(answering, answering.rules.patterns), log, start.hooks.signal);
  if (works) {
    parts.working = await openFor(start, 'working');
    parts.sink = await works.openSink(config.sink, { log, type: template?.type });
    parts.workers = await works.startWorkers({
      ...{ instance: parts.working, sink: parts.sink, metrics },
      resourceOf: (storm) => works.resourceOf(storm, template),
    });
  }
  return role === 'worker' ? workerApp(start, answering) : frontApp(start, answering);
}

/** What only one of the roles needs is loaded only there: it is memory that the others would hold for ever. */
async function loadWorkers() {
  const [workers, sink, open, resource, topology] = await Promise.all([
    import('../../workers/main.ts'),
    import('../sink/open-sink.ts'),
    import('../sink/template/open-template.ts'),
    import('../sink/template/resource-of.ts'),
    import('../topology/open-topology.ts'),
  ]);
  return { ...workers, ...sink, ...open, ...resource, ...topology };
}

async function loadFront() {
  const [intake, api, sources, board, storms] = await Promise.all([
    import('../intake/app.ts'),
    import('../api/api.ts'),
    import('../api/sources.ts'),
    import('../board/board.ts'),
    import('../console/console.ts'),
  ]);
  return { ...intake, ...api, ...sources, ...board, ...storms };
}

/** How long one try to reach Redis takes; then it is said that Redis is away, and tried again. */
const tryMs = 2000;

async function openFor({ config, log, hooks, parts }: Start, use: ConnectionUse): Promise<Instance> {
  const { signal, clock } = hooks;
  const options = {
    ...{ readyMs: tryMs, ...(clock && { clock }), telemetry: parts.tracing?.telemetry },
    topologyNow: () => parts.topology?.topology,
  };
  const open = () => openInstance(config, log, use, options);
  return openPatiently(open, log, signal);
}

async function frontApp({ gates, metrics, hooks, parts }: Start, instance: Instance): Promise<Express> {
  const { intakeApp, apiRouter, apiSources, boardRouter, openConsole } = await loadFront();
  return intakeApp({
    ...{ instance, gates, metrics },
    readShared: () => readSharedTotals(instance),
    draining: () => parts.draining,
    details: () => detailsOf(parts),
    ...(hooks.clock && { clock: hooks.clock }),
    mount: (app) => {
      app.use('/api/v1', ...gates.operator, apiRouter(apiSources(instance)));
      const { readOnly } = instance.config.board;
      app.use('/queues', boardRouter(instance, { guard: gates.operator, basePath: '/queues', readOnly }));
      const stormConsole = openConsole(instance, { guard: gates.operator });
      parts.console = stormConsole;
      app.use(stormConsole.router);
    },
  });
}

function workerApp({ log, gates, metrics, parts }: Start, instance: Instance): Express {
  const overload = { reasons: async () => [] };
  return healthApp({
    ...{ log, gates, metrics },
    ready: readiness({
      ...{ instance, overload, draining: () => parts.draining },
      details: () => detailsOf(parts),
    }),
    readShared: () => readSharedTotals(instance),
  });
}

function ruledBy({ role, log, metrics, parts }: Start, opened: Promise<unknown>): Ruled {
  const instances = () => [parts.answering, parts.working];
  return { opened, instances, takesAlerts: role !== 'worker', log, metrics };
}
