import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Alert } from '../../src/alert/alert.ts';
import { fingerprintOf } from '../../src/alert/fingerprint.ts';
import type { Config } from '../../src/config.ts';
import { openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { Metrics } from '../../src/metrics.ts';
import { enqueueTogether } from '../../src/queue/enqueue-together.ts';
import { routeRequest } from '../../src/queue/routed.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import { DirectorySink } from '../../src/sink/directory.ts';
import type { Sink } from '../../src/sink/sink.ts';
import type { Storm } from '../../src/storm/storm.ts';
import type { WorkerContext } from '../../workers/context.ts';
import { Lanes } from '../../workers/lanes.ts';
import { type Workers, startWorkers } from '../../workers/main.ts';
import { Peek, testConfig } from './peek.ts';
import { ruleBookOf } from './rule-book.ts';
import { minute, noon } from './store.ts';

interface Clock {
  time: number;
  readonly now: () => number;
}

interface BenchOptions {
  readonly config?: Partial<Config>;
  /** Puts faults before the real sink. */
  readonly wrap?: (sink: Sink) => Sink;
  readonly resourceOf?: WorkerContext['resourceOf'];
}

/** A whole instance with workers on the tests' Redis, a folder for a sink, and a clock that stands until it is moved. */
export class WorkerBench extends Peek {
  readonly clock: Clock;
  readonly context: WorkerContext;
  #workers: Workers | undefined;

  private constructor(context: WorkerContext, folder: string, clock: Clock) {
    super(context.instance, folder);
    this.clock = clock;
    this.context = context;
  }

  static async open(options: BenchOptions = {}): Promise<WorkerBench> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
    const config = testConfig(folder, { ruleBook: ruleBookOf({ windowMs: 5 * minute }), ...options.config });
    const clock: Clock = { time: noon, now: () => clock.time };
    const instance = await openInstance(config, silentLog(), 'working', { clock });
    const real = new DirectorySink(folder, silentLog());
    const sink = options.wrap?.(real) ?? real;
    const context = {
      ...{ instance, sink, metrics: new Metrics(), acks: new Map(), sweepPlaces: new Map() },
      ...{ nextCleanUp: { at: 0 }, lanes: new Lanes(config.sink.concurrency) },
      ...(options.resourceOf && { resourceOf: options.resourceOf }),
    };
    return new WorkerBench(context, folder, clock);
  }

  async work(): Promise<void> {
    this.#workers = await startWorkers(this.context);
  }

  async rest(): Promise<void> {
    await this.#workers?.close();
    this.#workers = undefined;
  }

  /** Queues alerts the way that intake does. */
  async post(...alerts: Alert[]): Promise<void> {
    const { queues, keys, rules } = this.instance;
    const request = { requestId: randomUUID(), alerts, rejected: [], truncated: false };
    const enqueue = enqueueTogether({ queues, arriveCall: arriveCalls(keys, this.clock) });
    await enqueue(routeRequest(request, rules.routing(this.clock.time)), 1);
  }

  /** Moves the clock past every deadline, and fires the timers that stood for it. */
  async expire(ms = 6 * minute): Promise<void> {
    this.clock.time += ms;
    await this.fireAll(this.clock.time);
  }

  override async fire(storm: Storm, now = this.clock.time): Promise<void> {
    await super.fire(storm, now);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rest();
    await this.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

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

/** A notification about so many pods. */
export function podNotification(count: number, labels: Record<string, string> = {}) {
  return { version: '4', alerts: Array.from({ length: count }, (_, i) => podAlert(`api-${i}`, labels)) };
}
