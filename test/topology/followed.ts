import type { Writable } from 'node:stream';
import { PassThrough } from 'node:stream';

import { createLog } from '../../src/log.ts';
import { Metrics } from '../../src/metrics.ts';
import { ClusterTopology } from '../../src/topology/cluster/cluster-topology.ts';
import { watchedKinds } from '../../src/topology/cluster/kinds.ts';
import { eventually } from '../support/eventually.ts';
import { Scrape } from '../support/scrape.ts';
import { FakeCluster } from './fake-cluster.ts';

export const paths = {
  pods: '/api/v1/pods',
  nodes: '/api/v1/nodes',
  sets: '/apis/apps/v1/replicasets',
  budgets: '/apis/policy/v1/poddisruptionbudgets',
  oldBudgets: '/apis/policy/v1beta1/poddisruptionbudgets',
} as const;

interface Pausing {
  readonly ms: number;
  readonly end: () => void;
}

/** A fake cluster, and a topology that follows some of its kinds. Its pauses end when a test says so, its clock stands. */
export class Followed implements AsyncDisposable {
  readonly cluster: FakeCluster;
  readonly topology: ClusterTopology;
  readonly lines: Record<string, unknown>[] = [];
  /** How long each pause would have been. */
  readonly pauses: number[] = [];
  readonly time = { now: 1_000_000 };
  readonly #metrics = new Metrics();
  #pausing: Pausing[] = [];

  private constructor(cluster: FakeCluster, kinds: readonly string[], maxObjects: number) {
    this.cluster = cluster;
    this.topology = new ClusterTopology({
      ...{ kubeConfig: cluster.kubeConfig, maxObjects, goneForMs: 0 },
      log: createLog('info', this.#lines()),
      metrics: this.#metrics.topology,
      kinds: watchedKinds.filter(({ kind }) => kinds.includes(kind)),
      time: {
        now: () => this.time.now,
        random: () => 0,
        pause: (ms, signal) => this.#pause(ms, signal),
      },
    });
  }

  static async start(kinds: readonly string[], maxObjects = 1000): Promise<Followed> {
    return new Followed(await FakeCluster.start(), kinds, maxObjects);
  }

  /** Ends the pause that is, or comes next; answers how long it would have been. */
  async next(): Promise<number> {
    const [pausing] = await eventually(() => {
      if (this.#pausing.length === 0) throw new Error('nothing pauses');
      return this.#pausing;
    });
    if (!pausing) throw new Error('nothing pauses');
    this.#pausing = this.#pausing.filter((each) => each !== pausing);
    pausing.end();
    return pausing.ms;
  }

  podNames(...names: readonly string[]): readonly string[] {
    return names.filter((name) =>
      this.topology.topology.surroundingsOf({ kind: 'Pod', namespace: 'shop', name }),
    );
  }

  stateOf(kind: string): string | undefined {
    const { kinds } = this.topology.state as { kinds: Record<string, string> };
    return kinds[kind];
  }

  async scrape(): Promise<Scrape> {
    return new Scrape(await this.#metrics.registry.metrics());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.topology.close();
    await this.cluster[Symbol.asyncDispose]();
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || ms === 0) return Promise.resolve();
    this.pauses.push(ms);
    return new Promise((end) => {
      this.#pausing.push({ ms, end });
      signal.addEventListener('abort', () => end());
    });
  }

  #lines(): Writable {
    const stream = new PassThrough();
    stream.on('data', (line) => this.lines.push(JSON.parse(String(line)) as Record<string, unknown>));
    return stream;
  }
}

export function pod(name: string, nodeName = 'pool-1', resourceVersion = '1') {
  return { metadata: { namespace: 'shop', name, resourceVersion }, spec: { nodeName } };
}
