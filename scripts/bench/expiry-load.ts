import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import type { Alert } from '../../src/alert/alert.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { type Instance, openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { type EnqueueTogether, enqueueTogether } from '../../src/queue/enqueue-together.ts';
import { routeRequest } from '../../src/queue/routed.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import { RulesInForce } from '../../src/rules/in-force.ts';

const [loadPatterns, alertsPerJob, patternsPerRequest] = [200, 5, 50];
/** A seal waits behind what waits: as long a queue as never runs empty between two looks, and no longer. */
const keptWaiting = 400;
const lookEveryMs = 20;

/** Queues alerts as intake does: those of storms that expire together, and a load on other patterns that goes on. */
export class ExpiryLoad implements AsyncDisposable {
  readonly instance: Instance;
  readonly #short: RulesInForce;
  readonly #enqueue: EnqueueTogether;
  #made = 0;
  #going: Promise<void> | undefined;
  #stopped = false;

  private constructor(instance: Instance, short: RulesInForce) {
    this.instance = instance;
    this.#short = short;
    const { queues, keys } = instance;
    this.#enqueue = enqueueTogether({ queues, arriveCall: arriveCalls(keys) });
  }

  static async open(env: Record<string, string>, windowMs: number): Promise<ExpiryLoad> {
    const config = (window: string): Config => loadConfig({ env: { ...env, STORMFOLD_WINDOW: window } });
    const instance = await openInstance(config('12h'), silentLog(), 'working');
    return new ExpiryLoad(instance, new RulesInForce(config(`${windowMs}ms`).ruleBook, 4));
  }

  /** Opens so many storms evenly over a second. Every tenth is critical, the rest are warnings. */
  async open(storms: number): Promise<void> {
    const steps = 20;
    const began = Date.now();
    for (let step = 0; step < steps; step++) {
      await pause(Math.max(0, began + (step * 1000) / steps - Date.now()));
      const from = Math.round((step * storms) / steps);
      const to = Math.round(((step + 1) * storms) / steps);
      const alerts = Array.from({ length: to - from }, (_, i) => {
        const n = from + i;
        return this.#alert(`Expiring${n}`, n % 10 === 0 ? 'critical' : 'warning');
      });
      await this.#post(alerts, this.#short);
    }
  }

  /** Keeps the queues full until `stop`, or brings so many alerts each second. */
  begin(alertsPerSecond?: number): void {
    this.#stopped = false;
    this.#going = alertsPerSecond === undefined ? this.#keepFull() : this.#bring(alertsPerSecond);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#going;
  }

  /** Alerts folded so far. */
  async folded(): Promise<number> {
    const { opened = 0, folded = 0, repeated = 0 } = await this.instance.counters.read();
    return opened + folded + repeated;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.instance.close();
  }

  async #keepFull(): Promise<void> {
    while (!this.#stopped) {
      const waiting = await Promise.all(
        this.instance.queues.aggregate.map((queue) => queue.getWaitingCount()),
      );
      const missing = keptWaiting - waiting.reduce((sum, n) => sum + n, 0);
      for (let n = 0; n < missing; n += patternsPerRequest) await this.#postLoad();
      if (missing <= 0) await pause(lookEveryMs);
    }
  }

  async #bring(alertsPerSecond: number): Promise<void> {
    const began = Date.now();
    for (let brought = 0; !this.#stopped; brought += patternsPerRequest * alertsPerJob) {
      await pause(Math.max(0, began + (brought / alertsPerSecond) * 1000 - Date.now()));
      await this.#postLoad();
    }
  }

  async #postLoad(): Promise<void> {
    const alerts = Array.from({ length: patternsPerRequest * alertsPerJob }, () =>
      this.#alert(`Load${Math.floor(this.#made / alertsPerJob) % loadPatterns}`, 'warning'),
    );
    await this.#post(alerts, this.instance.rules);
  }

  async #post(alerts: readonly Alert[], rules: RulesInForce): Promise<void> {
    const request = { requestId: randomUUID(), alerts, rejected: [], truncated: false };
    await this.#enqueue(routeRequest(request, rules.routing(Date.now())), 1);
  }

  #alert(alertname: string, severity: string): Alert {
    const n = this.#made++;
    const labels = { alertname, namespace: 'bench', pod: `api-${n}`, container: 'app', severity };
    const annotations = {
      summary: 'A container restarts again and again.',
      description: `Pod api-${n} restarts.`,
    };
    const fingerprint = n.toString(16).padStart(16, '0');
    return { status: 'firing', labels, annotations, startsAt: '2026-06-01T12:00:00Z', fingerprint };
  }
}
