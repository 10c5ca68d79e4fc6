import type { KubeConfig } from '@kubernetes/client-node';

import type { Topology } from '../alert/topology.ts';
import type { Log } from '../log.ts';
import type { TopologyMetrics } from '../metrics/topology.ts';

/** A topology that keeps itself up to date. */
export interface LiveTopology {
  /** Always the newest; look-ups are answered from the start, with what is known by then. */
  readonly topology: Topology;
  /** Everything has been read at least once, and is followed. */
  readonly synced: boolean;
  /** For `/readyz`; nothing secret. */
  readonly state: object;
  /** Leaves nothing open. */
  close(): Promise<void>;
}

export interface TopologyDeps {
  readonly log: Log;
  readonly metrics: TopologyMetrics;
  /** The cluster to watch, where it is not the one that kubectl would find. */
  readonly kubeConfig?: KubeConfig;
}
