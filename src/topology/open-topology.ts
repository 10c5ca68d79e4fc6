import type { Config } from '../config.ts';
import type { LiveTopology, TopologyDeps } from './live-topology.ts';

/**
 * Opens what `topology.source` names; undefined where that is `off`. A cluster that is away is waited for in the
 * background. Throws a ConfigError where it can never work: no cluster, or a file with faults.
 */
export async function openTopology(
  config: Config['topology'],
  deps: TopologyDeps,
): Promise<LiveTopology | undefined> {
  if (config.kind === 'off') return undefined;
  if (config.file !== undefined) {
    const { FileTopology } = await import('./file/file-topology.ts');
    return new FileTopology(config.file, config, deps);
  }
  // Only now: the client takes a second of processor time to load.
  const { openCluster } = await import('./cluster/open-cluster.ts');
  return openCluster(config, deps);
}
