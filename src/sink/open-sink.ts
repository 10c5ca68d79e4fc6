import type { KubeConfig } from '@kubernetes/client-node';

import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { DirectorySink } from './directory.ts';
import { sinkSeeker } from './kubernetes/seeker.ts';
import type { ResourceType } from './resource-type.ts';
import type { Sink } from './sink.ts';

export interface SinkDeps {
  readonly log: Log;
  /** The cluster to write to, where it is not the one that kubectl would find. */
  readonly kubeConfig?: KubeConfig;
  /** What is written, where it is not AlertStorms. */
  readonly type?: ResourceType | undefined;
}

/** Opens the configured sink. Throws a ConfigError where it can never work; a sink that is away for now opens. */
export function openSink(config: Config['sink'], deps: SinkDeps): Promise<Sink> {
  return config.kind === 'directory' ? openDirectory(config, deps) : openKubernetes(config, deps);
}

async function openDirectory({ directory }: Config['sink'], { log }: SinkDeps): Promise<Sink> {
  const sink = new DirectorySink(directory, log);
  await sink.open();
  log.info({ sink: sink.kind, directory }, 'sink opened');
  return sink;
}

async function openKubernetes(config: Config['sink'], { log, kubeConfig, type }: SinkDeps): Promise<Sink> {
  // Only now: the client takes a second of processor time to load, which a directory need not wait for.
  const [{ findCluster }, { KubernetesSink }] = await Promise.all([
    import('../kubernetes/cluster.ts'),
    import('./kubernetes/kubernetes-sink.ts'),
  ]);
  const cluster = kubeConfig ?? findCluster(sinkSeeker);
  const sink = new KubernetesSink(cluster, { ...config, type });
  const { server } = cluster.getCurrentCluster() ?? {};
  log.info({ sink: sink.kind, server, namespace: sink.namespace }, 'sink opened');
  return sink;
}
