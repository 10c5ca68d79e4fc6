import { randomUUID } from 'node:crypto';

import type { Express } from 'express';

import { type Config, loadConfig } from '../../src/config.ts';
import { type Gates, openGates } from '../../src/http/auth.ts';
import { type Listening, listen, stopServer } from '../../src/http/server.ts';
import { type Instance, openInstance } from '../../src/instance.ts';
import { type IntakeSources, intakeApp } from '../../src/intake/app.ts';
import { Metrics } from '../../src/metrics.ts';
import { type FoldJob, alertsIn, parseJob } from '../../src/queue/jobs.ts';
import { readSharedTotals } from '../../src/shared-totals.ts';
import { foldEntryOf } from '../../src/storm/fold-entry.ts';
import { type Answer, ask, recordingLog } from '../http/support.ts';
import { redisEnv, removeAll } from '../support/redis.ts';

export interface BenchOptions {
  readonly redisUrl?: string;
  readonly redis?: Partial<Config['redis']>;
  readonly limits?: Partial<Config['limits']>;
  readonly auth?: Partial<Config['auth']>;
  readonly sources?: Partial<IntakeSources>;
  /** Mounts another room beside intake. */
  readonly mount?: (app: Express, instance: Instance, gates: Gates) => void;
}

/** Intake on the tests' Redis, under keys of its own, listening on a free port. No worker takes what it queues. */
export class IntakeBench {
  readonly instance: Instance;
  readonly metrics = new Metrics();
  readonly url: string;
  readonly port: number;
  readonly lines: readonly Record<string, unknown>[];
  draining = false;
  readonly #listening: Listening;

  private constructor(
    instance: Instance,
    metrics: Metrics,
    listening: Listening,
    lines: Record<string, unknown>[],
  ) {
    this.instance = instance;
    this.metrics = metrics;
    this.#listening = listening;
    this.lines = lines;
    this.url = listening.url;
    this.port = listening.port;
  }

  static async open(options: BenchOptions = {}): Promise<IntakeBench> {
    const { log, lines } = recordingLog();
    const instance = await openInstance(configFor(options), log, 'answering');
    const metrics = new Metrics();
    const bench: { current?: IntakeBench } = {};
    const gates = openGates(instance.config.auth, log);
    const app = intakeApp({
      ...{ instance, metrics, gates },
      mount: (own) => options.mount?.(own, instance, gates),
      readShared: () => readSharedTotals(instance),
      draining: () => bench.current?.draining ?? false,
      ...options.sources,
    });
    const listening = await listen(app, { host: '127.0.0.1', port: 0 });
    bench.current = new IntakeBench(instance, metrics, listening, lines);
    return bench.current;
  }

  /** Posts a body as Alertmanager does; anything but a string or bytes is written as JSON. */
  async post(
    body: unknown,
    headers: Record<string, string> = {},
    path = '/webhooks/alertmanager',
  ): Promise<Answer> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    return ask(this.url + path, {
      method: 'POST',
      body: (raw ? body : JSON.stringify(body)) as string,
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(this.url + path, { headers });
  }

  /** The counters that are not 0. */
  async counters(): Promise<Record<string, number>> {
    const all = await this.instance.counters.read();
    return Object.fromEntries(Object.entries(all).filter(([, n]) => n !== 0));
  }

  /** Every job that waits, in order, by partition. */
  async jobs(): Promise<{ id: string; partition: number; data: FoldJob }[]> {
    const { aggregate } = this.instance.queues;
    const jobs = await Promise.all(
      aggregate.map((queue) => queue.getJobs(['waiting', 'active', 'delayed', 'failed'], 0, -1, true)),
    );
    return jobs.flatMap((list, partition) =>
      list.map((job) => ({ id: job.id ?? '', partition, data: parseJob.fold(job.data) })),
    );
  }

  /** The arrival of each pending job, by its id. */
  async arrivals(): Promise<Map<string, number>> {
    const { redis, keys, config } = this.instance;
    const arrivals = new Map<string, number>();
    for (let i = 0; i < config.partitions; i++) {
      const rows = await redis.zrange(keys.partition(i).pending, '0', '-1', 'WITHSCORES');
      for (let j = 0; j < rows.length; j += 2) arrivals.set(rows[j] ?? '', Number(rows[j + 1]));
    }
    return arrivals;
  }

  /** What must hold after every answer: counters, jobs and arrivals tell the same. */
  async sums() {
    const [jobs, arrivals, counters] = await Promise.all([this.jobs(), this.arrivals(), this.counters()]);
    return {
      alertsInJobs: jobs.reduce((sum, { data }) => sum + data.alerts.length, 0),
      alertsInIds: jobs.reduce((sum, { id }) => sum + alertsIn(id), 0),
      idsWithArrival: jobs.filter(({ id }) => arrivals.has(id)).length === jobs.length,
      arrivalsWithoutJob: arrivals.size - jobs.length,
      counters,
    };
  }

  /** Folds every waiting job, as a worker would; answers the ids of the storms. */
  async foldAll(): Promise<string[]> {
    const { store, config } = this.instance;
    const ids = new Set<string>();
    for (const { id, data } of await this.jobs()) {
      const entries = data.alerts.map((alert) => foldEntryOf(alert, config.severityOrder));
      const terms = data.terms ?? this.instance.rules.defaultTerms;
      const reply = await store.fold({ ...data, terms, jobId: id, entries, acks: [] });
      if (reply.kind === 'folded') for (const storm of reply.storms) ids.add(storm.id);
    }
    return [...ids];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stopServer(this.#listening.server, 0);
    const { redis, config, queues } = this.instance;
    // First, or their own opening would still be writing after the cleaning.
    await queues.close();
    if (redis.status === 'ready') await removeAll(redis, config.prefix);
    await this.instance.close();
  }
}

function configFor({ redisUrl, redis, limits, auth }: BenchOptions): Config {
  const env = { STORMFOLD_PREFIX: `test-${randomUUID()}`, ...redisEnv(redisUrl) };
  const config = loadConfig({ env });
  return {
    ...config,
    redis: { ...config.redis, ...redis },
    limits: { ...config.limits, ...limits },
    auth: { ...config.auth, ...auth },
  };
}

/** A firing alert about a pod, as Alertmanager sends it but for its fingerprint, which is then computed. */
export function firing(pod: string, labels: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    status: 'firing',
    labels: { alertname: 'KubePodCrashLooping', namespace: 'shop', pod, ...labels },
    annotations: { summary: `${pod} restarts` },
    startsAt: '2026-06-01T12:00:00.123456789Z',
    endsAt: '0001-01-01T00:00:00Z',
  };
}

export function notification(alerts: readonly unknown[], more: object = {}): object {
  return { version: '4', status: 'firing', receiver: 'stormfold', alerts, ...more };
}

export function pods(count: number, labels: Record<string, unknown> = {}): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, i) => firing(`pod-${i}`, labels));
}
