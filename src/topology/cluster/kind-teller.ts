import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { TopologyMetrics } from '../../metrics/topology.ts';

/** `unserved`: this server has no such kind. `away`: it was not reached, or failed; what was known before still is. */
export type KindState = 'listing' | 'synced' | 'forbidden' | 'unserved' | 'away';

const adviceOn = {
  forbidden:
    'Grant get, list and watch on it, as deploy/components/topology does; all else goes on without it.',
  unserved: 'Nothing to do: this server has no such kind; all else goes on without it.',
  away: 'Nothing to do: it is tried again by itself; what was known before still is.',
};

/** Tells log and metrics how it goes with one kind. */
export class KindTeller {
  readonly #kind: string;
  readonly #log: Log;
  readonly #metrics: TopologyMetrics;
  readonly #leftOut = new Set<string>();
  #state: KindState = 'listing';

  constructor(kind: string, log: Log, metrics: TopologyMetrics) {
    this.#kind = kind;
    this.#log = log;
    this.#metrics = metrics;
    metrics.synced.set({ kind }, 0);
    metrics.objects.set({ kind }, 0);
  }

  get state(): KindState {
    return this.#state;
  }

  /** Said once, when it changes: a server that is away for an hour is one line a kind. */
  become(state: 'synced'): void;
  become(state: keyof typeof adviceOn, error: unknown): void;
  become(state: Exclude<KindState, 'listing'>, error?: unknown): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#metrics.synced.set({ kind: this.#kind }, state === 'synced' ? 1 : 0);
    const told = { kind: this.#kind, state };
    if (state === 'synced') this.#log.info(told, 'topology follows the cluster');
    else
      this.#log.warn({ ...told, error: messageOf(error), advice: adviceOn[state] }, 'topology lacks a kind');
  }

  /** `at`: milliseconds since 1970. */
  heard(objects: number, at: number): void {
    this.#metrics.lastSync.set({ kind: this.#kind }, at / 1000);
    this.#metrics.objects.set({ kind: this.#kind }, objects);
  }

  restarts(reason: string): void {
    this.#metrics.watchRestarts.inc({ kind: this.#kind, reason });
  }

  /** Counted each time, and said the first time. */
  leavesOut(reason: 'full' | 'unreadable'): void {
    this.#metrics.leftOut.inc({ kind: this.#kind, reason });
    if (this.#leftOut.has(reason)) return;
    this.#leftOut.add(reason);
    const advice = reason === 'full' ? 'Raise STORMFOLD_TOPOLOGY_MAX_OBJECTS.' : undefined;
    this.#log.warn({ kind: this.#kind, reason, advice }, 'topology leaves objects out');
  }
}
