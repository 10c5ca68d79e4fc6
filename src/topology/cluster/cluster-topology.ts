import type { KubeConfig } from '@kubernetes/client-node';

import type { Log } from '../../log.ts';
import type { TopologyMetrics } from '../../metrics/topology.ts';
import { Known, type KnownOptions } from '../known.ts';
import type { LiveTopology } from '../live-topology.ts';
import { Interned } from './interned.ts';
import { KindTeller } from './kind-teller.ts';
import { KindWatch, type KindWatchParts } from './kind-watch.ts';
import { type WatchedKind, watchedKinds } from './kinds.ts';
import { pause } from './pauses.ts';

export interface ClusterTopologyOptions extends Omit<KnownOptions, 'now'> {
  readonly kubeConfig: KubeConfig;
  readonly log: Log;
  readonly metrics: TopologyMetrics;
  readonly kinds?: readonly WatchedKind[];
  /** For tests. */
  readonly time?: Partial<Pick<KindWatchParts, 'now' | 'random' | 'pause'>>;
}

/** A cluster as its API server tells it, each kind by itself: what is forbidden or away leaves the others alone. */
export class ClusterTopology implements LiveTopology {
  readonly topology: Known;
  readonly #watches: readonly KindWatch[];
  readonly #ending = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor({ kubeConfig, log, metrics, time, kinds = watchedKinds, ...limits }: ClusterTopologyOptions) {
    const { now = Date.now, random = Math.random } = time ?? {};
    this.topology = new Known({ ...limits, now });
    const shared = { ...{ kubeConfig, now, random, pause, ...time }, interned: new Interned() };
    const { entries } = this.topology;
    this.#watches = kinds.map(
      (watched) =>
        new KindWatch(watched, { ...shared, entries, teller: new KindTeller(watched.kind, log, metrics) }),
    );
  }

  /** Begins; what there is becomes known as it is read. */
  start(): void {
    this.#running = Promise.all(this.#watches.map((watch) => watch.run(this.#ending.signal)));
  }

  /** What is forbidden, or not there, is not waited for. */
  get synced(): boolean {
    return this.#watches.every(({ state }) => state !== 'listing' && state !== 'away');
  }

  get state(): object {
    const kinds = Object.fromEntries(this.#watches.map(({ kind, state }) => [kind, state]));
    return { source: 'kubernetes', synced: this.synced, kinds };
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }
}
