import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, vi } from 'vitest';
import { parse } from 'yaml';

import type { Alert, AffectedResource } from '../../src/alert/alert.ts';
import { fingerprintOf } from '../../src/alert/fingerprint.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { type Instance, openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { Metrics } from '../../src/metrics.ts';
import { wake } from '../../src/queue/arm.ts';
import { enqueue } from '../../src/queue/enqueue.ts';
import { planRequest } from '../../src/queue/plan.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import type { AlertStormManifest } from '../../src/sink/manifest.ts';
import { DirectorySink } from '../../src/sink/directory.ts';
import type { Sink } from '../../src/sink/sink.ts';
import type { Storm } from '../../src/storm/storm.ts';
import type { WorkerContext } from '../../workers/context.ts';
import { type Workers, startWorkers } from '../../workers/main.ts';
import { minute, noon } from './store.ts';

/** A whole instance with workers on the tests' Redis, a folder for a sink, and a clock that stands until it is moved. */
export class WorkerBench {
  readonly clock = { time: noon, now: () => this.clock.time };
  readonly instance: Instance;
  readonly folder: string;
  readonly context: WorkerContext;
  #workers: Workers | undefined;

  private constructor(
    instance: Instance,
    folder: string,
    sink: Sink,
    clock: { time: number; now: () => number },
  ) {
    this.instance = instance;
    this.folder = folder;
    this.clock = clock;
    this.context = { instance, sink, metrics: new Metrics(), acks: new Map() };
  }

  /** `wrap` puts faults before the real sink. */
  static async open(
    options: { config?: Partial<Config>; wrap?: (sink: Sink) => Sink } = {},
  ): Promise<WorkerBench> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
    const defaults = loadConfig({
      env: { REDIS_URL: inject('redisUrl'), STORMFOLD_PREFIX: `test-${randomUUID()}` },
    });
    const config = { ...defaults, windowMs: 5 * minute, ...options.config };
    const clock = { time: noon, now: (): number => clock.time };
    const instance = await openInstance(config, silentLog(), 'working', { clock });
    const real = new DirectorySink(folder, silentLog());
    return new WorkerBench(instance, folder, options.wrap?.(real) ?? real, clock);
  }

  async work(): Promise<void> {
    this.#workers = await startWorkers(this.instance, this.context.sink, this.context.metrics);
  }

  async rest(): Promise<void> {
    await this.#workers?.close();
    this.#workers = undefined;
  }

  /** Queues alerts the way that intake does. */
  async post(...alerts: Alert[]): Promise<void> {
    const key = randomUUID();
    const request = { requestId: key, requestKey: key, alerts, rejected: [], truncated: false };
    const plans = planRequest(request, this.instance.config.partitions, () => false);
    await enqueue(this.instance.queues, plans, key, arriveCalls(this.instance.keys, this.clock));
  }

  /** Resolves once no alert waits any more. */
  async folded(): Promise<void> {
    await vi.waitFor(async () => {
      const counters = await this.instance.counters.read();
      if (counters['pending'] !== 0) throw new Error(`${counters['pending']} alerts are pending`);
    }, patience);
  }

  async storms(...states: Storm['state'][]): Promise<Storm[]> {
    const wanted =
      states.length > 0 ? states : (['open', 'sealed', 'submitted', 'failed', 'discarded'] as const);
    return [...(await this.instance.list.page(wanted, 1000)).storms];
  }

  /** Moves the clock past every deadline, and fires the timers that stood for it. */
  async expire(ms = 6 * minute): Promise<void> {
    this.clock.time += ms;
    for (const storm of await this.storms('open')) await this.fire(storm);
  }

  async fire({ id, pattern }: Storm): Promise<void> {
    const armed = { id, pattern: pattern.text, requestId: '' };
    await wake(this.instance.queues.finalize, armed, this.clock.time);
  }

  /** Resolves once that many storms are in this state, with them. */
  async until(state: Storm['state'], count: number): Promise<Storm[]> {
    return vi.waitFor(async () => {
      const storms = await this.storms(state);
      if (storms.length !== count) throw new Error(`${storms.length} storms are ${state}, not ${count}`);
      return storms;
    }, patience);
  }

  /** Every resource that was written, by name. */
  async resources(): Promise<AlertStormManifest[]> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.yaml')).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(this.folder, name), 'utf8')));
    return texts.map((text) => parse(text) as AlertStormManifest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rest();
    const keys = await this.instance.redis.keys(`{${this.instance.config.prefix}*`);
    if (keys.length > 0) await this.instance.redis.unlink(...keys);
    await this.instance.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

const patience = { timeout: 15_000, interval: 20 };

/** A firing alert about a pod, as the parser would give it. */
export function podAlert(pod: string, labels: Record<string, string> = {}, more: Partial<Alert> = {}): Alert {
  const all = { alertname: 'KubePodCrashLooping', namespace: 'shop', severity: 'warning', pod, ...labels };
  const annotations = {
    summary: 'A container restarts again and again.',
    description: `Pod ${pod} restarts.`,
  };
  return {
    ...{ status: 'firing', labels: all, annotations, startsAt: '2026-06-01T11:59:00Z' },
    ...{ generatorURL: 'http://prometheus.test/graph', fingerprint: fingerprintOf(all) },
    ...more,
  };
}

/** The resources of a manifest as `Kind/namespace/name`. */
export function namesOf(manifest: AlertStormManifest): string[] {
  return manifest.spec.affectedResources.map(({ kind, namespace, name }: AffectedResource) => {
    return [kind, namespace, name].filter((part) => part !== undefined).join('/');
  });
}
