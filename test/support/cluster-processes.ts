import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { CustomObjectsApi } from '@kubernetes/client-node';

import type { AlertStormManifest } from '../../src/sink/manifest.ts';
import { alertStormType } from '../../src/sink/resource-type.ts';
import { type ApiServer, startApiServer } from './api-server.ts';
import { makeNamespace, serviceAccount } from './cluster.ts';
import { Processes, type ServiceProcess } from './processes.ts';

/** Processes of the service that write to a real API server, with the rights that they need and no others. */
export class ClusterProcesses implements AsyncDisposable {
  readonly server: ApiServer;
  readonly namespace: string;
  readonly processes: Processes;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    server: ApiServer,
    namespace: string,
    processes: Processes,
    stack: AsyncDisposableStack,
  ) {
    this.server = server;
    this.namespace = namespace;
    this.processes = processes;
    this.#stack = stack;
  }

  static async open(flags: readonly string[] = []): Promise<ClusterProcesses> {
    await using opened = new AsyncDisposableStack();
    const server = opened.use(await startApiServer({ flags }));
    const { name: namespace } = await makeNamespace(server.kubeConfig);
    const processes = opened.use(await Processes.open());
    return new ClusterProcesses(server, namespace, processes, opened.move());
  }

  /** Everything in one process. */
  async serve(env: Record<string, string>): Promise<ServiceProcess> {
    const { kubeConfig } = this.server;
    const [onStorms, onStatus] = [['create', 'get'], ['patch']];
    const account = await serviceAccount(kubeConfig, this.namespace, 'stormfold', onStorms, onStatus);
    const kubeconfig = join(this.processes.peek.folder, 'kubeconfig');
    // JSON is YAML.
    await writeFile(kubeconfig, account.exportConfig());
    const sink = {
      STORMFOLD_SINK: 'kubernetes',
      STORMFOLD_SINK_NAMESPACE: this.namespace,
      KUBECONFIG: kubeconfig,
    };
    return this.processes.serve('all', { ...sink, ...env });
  }

  /** Every AlertStorm that stands in the namespace. */
  async resources(): Promise<AlertStormManifest[]> {
    const { group, version, plural } = alertStormType;
    const objects = this.server.kubeConfig.makeApiClient(CustomObjectsApi);
    const list: unknown = await objects.listNamespacedCustomObject({
      group,
      version,
      plural,
      namespace: this.namespace,
    });
    return (list as { items: AlertStormManifest[] }).items;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
