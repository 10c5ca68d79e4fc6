import { randomUUID } from 'node:crypto';

import type { Alert } from '../../src/alert/alert.ts';
import { loadConfig } from '../../src/config.ts';
import { Digests } from '../../src/console/digests.ts';
import { overviewEvents, overviewReader } from '../../src/console/overview.ts';
import { type Instance, openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import { enqueueTogether } from '../../src/queue/enqueue-together.ts';
import { routeRequest } from '../../src/queue/routed.ts';
import { StormHeads } from '../../src/redis/storm-heads.ts';
import { foldEntryOf } from '../../src/storm/fold-entry.ts';
import { type FoldJob, alertsIn, parseJob } from '../../src/queue/jobs.ts';

const perRequest = 1000;

/** An instance with so many open storms of so many alerts, and somebody who looks at its console. */
export class Watched {
  readonly #instance: Instance;
  readonly #digests: Digests;
  readonly #read: ReturnType<typeof overviewReader>;

  private constructor(instance: Instance) {
    const { redis, keys, config } = instance;
    const heads = new StormHeads(redis, keys, config.partitions);
    this.#instance = instance;
    this.#digests = new Digests(heads);
    this.#read = overviewReader(instance, heads);
  }

  static async open(redisUrl: string, storms: number, alerts: number): Promise<Watched> {
    const env = { REDIS_URL: redisUrl, STORMFOLD_PREFIX: `bench-${randomUUID()}`, STORMFOLD_WINDOW: '12h' };
    const watched = new Watched(await openInstance(loadConfig({ env }), silentLog(), 'working'));
    const all = Array.from({ length: storms * alerts }, (_, i) =>
      alertOf(i % storms, Math.floor(i / storms)),
    );
    for (let from = 0; from < all.length; from += perRequest)
      await watched.#post(all.slice(from, from + perRequest));
    await watched.look();
    return watched;
  }

  /** Milliseconds of this process's time that one look takes. */
  async look(): Promise<number> {
    const before = process.cpuUsage();
    const base = await this.#read();
    await overviewEvents(this.#digests, base, { pattern: '', rows: 50 });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }

  async close(): Promise<void> {
    await this.#instance.close();
  }

  /** Queues as intake does, and folds at once. */
  async #post(alerts: readonly Alert[]): Promise<void> {
    const { queues, rules, keys } = this.#instance;
    const request = { requestId: randomUUID(), alerts, rejected: [], truncated: false };
    const enqueue = enqueueTogether({ queues, arriveCall: arriveCalls(keys) });
    await enqueue(routeRequest(request, rules.routing(Date.now())), 1);
    for (const queue of queues.aggregate) {
      for (const job of await queue.getWaiting()) await this.#fold(job.id ?? '', parseJob.fold(job.data));
      await queue.obliterate({ force: true });
    }
  }

  async #fold(jobId: string, data: FoldJob): Promise<void> {
    const { store, config, rules } = this.#instance;
    const entries = data.alerts.map((alert) => foldEntryOf(alert, config.severityOrder));
    const terms = data.terms ?? rules.defaultTerms;
    const reply = await store.fold({ ...data, terms, jobId, entries, acks: [] });
    if (reply.kind !== 'folded' || reply.sums.opened + reply.sums.folded !== alertsIn(jobId))
      throw new Error('not all was folded');
  }
}

function alertOf(storm: number, n: number): Alert {
  const labels = { alertname: `Alert${storm}`, namespace: 'bench', pod: `api-${n}`, severity: 'warning' };
  const annotations = { summary: 'A container restarts again and again.' };
  const fingerprint = (storm * 100_000 + n).toString(16).padStart(16, '0');
  return { status: 'firing', labels, annotations, startsAt: '2026-06-01T12:00:00Z', fingerprint };
}
