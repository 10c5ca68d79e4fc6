import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ApisApi, type KubeConfig, type KubernetesObject } from '@kubernetes/client-node';

import { startApiServer } from '../support/api-server.ts';
import { Kubectl, renderWithKubectl } from '../support/kubectl.ts';
import { stubDefinitions } from './stub-definitions.ts';
import { deployFolder, readAll } from './tree.ts';

/** A real API server that knows the operators' kinds, and folders of deploy/ that kubectl applies to it. */
export class Installation implements AsyncDisposable {
  readonly kubeConfig: KubeConfig;
  readonly kubectl: Kubectl;
  /** A folder for files of the test. */
  readonly scratch: string;
  readonly #hasBudgets: boolean;
  readonly #opened: AsyncDisposableStack;

  private constructor(
    parts: { kubeConfig: KubeConfig; kubectl: Kubectl; scratch: string; hasBudgets: boolean },
    opened: AsyncDisposableStack,
  ) {
    this.kubeConfig = parts.kubeConfig;
    this.kubectl = parts.kubectl;
    this.scratch = parts.scratch;
    this.#hasBudgets = parts.hasBudgets;
    this.#opened = opened;
  }

  static async open(): Promise<Installation> {
    await using stack = new AsyncDisposableStack();
    const { kubeConfig } = stack.use(await startApiServer({ definition: false }));
    const scratch = await realpath(await mkdtemp(join(tmpdir(), 'stormfold-deploy-')));
    stack.defer(() => rm(scratch, { recursive: true }));
    const kubectl = stack.use(await Kubectl.open(kubeConfig));
    await applyStubs(kubectl, scratch);
    const hasBudgets = await knows(kubeConfig, 'policy/v1');
    return new Installation({ kubeConfig, kubectl, scratch, hasBudgets }, stack.move());
  }

  /** What to give to `apply -k` for a folder of deploy/: itself, or it without the budgets that the server can't know. */
  async overlay(
    name: string,
  ): Promise<{ folder: string; sent: KubernetesObject[]; left: KubernetesObject[] }> {
    const whole = readAll(renderWithKubectl(join(deployFolder, name)));
    const unknown = ({ apiVersion }: KubernetesObject) => apiVersion === 'policy/v1' && !this.#hasBudgets;
    const left = whole.filter(unknown);
    const folder =
      left.length === 0 ? join(deployFolder, name) : await this.#without('PodDisruptionBudget', name);
    return { folder, sent: readAll(renderWithKubectl(folder)), left };
  }

  async apply(name: string): Promise<void> {
    await this.kubectl.run('apply', '-k', (await this.overlay(name)).folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }

  async #without(kind: string, name: string): Promise<string> {
    const folder = join(this.scratch, name);
    await mkdir(folder, { recursive: true });
    const patch = JSON.stringify({
      $patch: 'delete',
      apiVersion: 'policy/v1',
      kind,
      metadata: { name: 'any' },
    });
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: [relative(folder, join(deployFolder, name))],
      patches: [{ target: { kind }, patch }],
    };
    await writeFile(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
    return folder;
  }
}

async function knows(kubeConfig: KubeConfig, wanted: string): Promise<boolean> {
  const { groups } = await kubeConfig.makeApiClient(ApisApi).getAPIVersions();
  return groups.some(({ versions }) => versions.some(({ groupVersion }) => groupVersion === wanted));
}

async function applyStubs(kubectl: Kubectl, scratch: string): Promise<void> {
  const file = join(scratch, 'stubs.json');
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: stubDefinitions }));
  await kubectl.run('apply', '-f', file);
  await kubectl.run('wait', '--for=condition=established', '--timeout=60s', '-f', file);
}
