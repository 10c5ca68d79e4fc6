import type { Config } from '../../config.ts';
import { type Seeker, checkCluster, findCluster } from '../../kubernetes/cluster.ts';
import type { LiveTopology, TopologyDeps } from '../live-topology.ts';
import { ClusterTopology } from './cluster-topology.ts';

const seeker: Seeker = {
  name: 'the topology',
  otherwise: 'STORMFOLD_TOPOLOGY=off goes without one, and it can be read from a file instead.',
};

/** Begins to follow the cluster that kubectl would find. Throws a ConfigError where there is none. */
export function openCluster(
  limits: Pick<Config['topology'], 'maxObjects' | 'goneForMs'>,
  { log, metrics, kubeConfig: given }: TopologyDeps,
): LiveTopology {
  const kubeConfig = given ?? findCluster(seeker);
  checkCluster(kubeConfig, seeker);
  const topology = new ClusterTopology({ ...limits, kubeConfig, log, metrics });
  topology.start();
  log.info({ server: kubeConfig.getCurrentCluster()?.server }, 'topology follows a cluster');
  return topology;
}
