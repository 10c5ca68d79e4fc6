import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';

import { Program, programOnPath } from './program.ts';

const kubectl = programOnPath('kubectl');

/** kubectl as a process, with a home of its own: neither a user's kubeconfig nor what it knows of other servers counts. */
export class Kubectl implements AsyncDisposable {
  readonly #home: string;

  private constructor(home: string) {
    this.#home = home;
  }

  static async open(kubeConfig: KubeConfig): Promise<Kubectl> {
    const home = await mkdtemp(join(tmpdir(), 'stormfold-kubectl-'));
    // JSON is YAML.
    await writeFile(join(home, 'kubeconfig'), kubeConfig.exportConfig());
    return new Kubectl(home);
  }

  /** What it prints. Rejects with that when it fails. */
  async run(...args: string[]): Promise<string> {
    const env = { ...process.env, HOME: this.#home, KUBECONFIG: join(this.#home, 'kubeconfig') };
    await using program = new Program(kubectl ?? '', args, env);
    const code = await program.ended();
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${program.output}`);
    return program.output;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#home, { recursive: true });
  }
}

/** What `kubectl apply -k` would send for this folder, as YAML. */
export function renderWithKubectl(folder: string): string {
  return execFileSync(kubectl ?? 'kubectl', ['kustomize', folder], { encoding: 'utf8' });
}

/** Why a test that has kubectl render this folder can't run here; undefined when it can. */
export function kubectlLacks(folder: string): string | undefined {
  if (kubectl === undefined) return 'kubectl is not on the path: apt-get install kubernetes-client';
  const { stderr } = spawnSync(kubectl, ['kustomize', folder], { encoding: 'utf8' });
  // Kustomize has known them since 3.7, kubectl since 1.21.
  return stderr.includes('unknown field "components"') ? 'this kubectl knows no components' : undefined;
}
