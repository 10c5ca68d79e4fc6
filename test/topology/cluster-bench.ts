import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import {
  CoreV1Api,
  type KubeConfig,
  KubernetesObjectApi,
  type KubernetesObject,
  RbacAuthorizationV1Api,
  loadAllYaml,
} from '@kubernetes/client-node';

import { silentLog } from '../../src/log.ts';
import { Metrics } from '../../src/metrics.ts';
import { ClusterTopology } from '../../src/topology/cluster/cluster-topology.ts';
import { OwnApiServer } from '../support/api-server.ts';
import { tokenOf } from '../support/cluster.ts';

const rights = fileURLToPath(new URL('../../deploy/components/topology/rights.yaml', import.meta.url));

/** A real API server, the worker's service account with the rights that deploy/ gives it, and what a test puts there. */
export class ClusterBench implements AsyncDisposable {
  readonly server: OwnApiServer;
  readonly #stack: AsyncDisposableStack;
  readonly #objects: KubernetesObjectApi;
  readonly #core: CoreV1Api;

  private constructor(server: OwnApiServer, stack: AsyncDisposableStack) {
    this.server = server;
    this.#stack = stack;
    this.#objects = KubernetesObjectApi.makeApiClient(server.kubeConfig);
    this.#core = server.kubeConfig.makeApiClient(CoreV1Api);
  }

  static async open(): Promise<ClusterBench> {
    await using stack = new AsyncDisposableStack();
    // Without the controller that makes service accounts no pod could be created.
    const flags = ['--disable-admission-plugins=ServiceAccount'];
    const server = stack.use(await OwnApiServer.start(process.env['KUBEBUILDER_ASSETS'] ?? '', flags));
    const bench = new ClusterBench(server, stack.move());
    for (const name of ['stormfold', 'shop'])
      await bench.#core.createNamespace({ body: { metadata: { name } } });
    await bench.#core.createNamespacedServiceAccount({
      ...{ namespace: 'stormfold', body: { metadata: { name: 'stormfold-worker' } } },
    });
    await bench.create(...(loadAllYaml(readFileSync(rights, 'utf8')) as KubernetesObject[]));
    return bench;
  }

  worker(): Promise<KubeConfig> {
    return tokenOf(this.server.kubeConfig, 'stormfold', 'stormfold-worker');
  }

  async create(...objects: readonly object[]): Promise<void> {
    for (const object of objects) await this.#objects.create(object);
  }

  /** Creates a pod, and says in its status where it is, as a kubelet would. */
  async run(pod: { metadata: { name: string } }, podIP: string): Promise<void> {
    await this.create(pod);
    const { name } = pod.metadata;
    const body = { ...pod, status: { phase: 'Running', podIP } };
    await this.#core.replaceNamespacedPodStatus({ namespace: 'shop', name, body });
  }

  /** Without grace: no kubelet would ever end it. */
  async deletePod(name: string): Promise<void> {
    await this.#core.deleteNamespacedPod({ namespace: 'shop', name, gracePeriodSeconds: 0 });
  }

  /** Takes the rights on some resources out of the role. */
  async forbid(plural: string): Promise<void> {
    const api = this.server.kubeConfig.makeApiClient(RbacAuthorizationV1Api);
    const role = await api.readClusterRole({ name: 'stormfold-topology' });
    for (const rule of role.rules ?? [])
      rule.resources = rule.resources?.filter((each) => each !== plural) ?? [];
    await api.replaceClusterRole({ name: 'stormfold-topology', body: role });
  }

  /** A topology as a worker has it. */
  async follow(): Promise<ClusterTopology> {
    const topology = new ClusterTopology({
      ...{ kubeConfig: await this.worker(), log: silentLog(), metrics: new Metrics().topology },
      ...{ maxObjects: 10_000, goneForMs: 3_600_000 },
    });
    this.#stack.defer(() => topology.close());
    topology.start();
    return topology;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
