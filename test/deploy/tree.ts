import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KubernetesObject, V1Deployment, V1PodSpec, V1StatefulSet } from '@kubernetes/client-node';
import { parse, parseAllDocuments } from 'yaml';

/** The kustomize tree, and every file in it, named from there. */
export const deployFolder = fileURLToPath(new URL('../../deploy', import.meta.url));
export const deployFiles = readdirSync(deployFolder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => normalize(join(entry.parentPath, entry.name)).slice(deployFolder.length + 1))
  // Nobody applies these: the worker renders them.
  .filter((file) => !file.startsWith('templates/'));

export function readDeployFile(file: string): string {
  return readFileSync(join(deployFolder, file), 'utf8');
}

/** A kustomization.yaml, as far as tests look at it. */
export interface Kustomization {
  readonly file: string;
  readonly folder: string;
  readonly kind: 'Kustomization' | 'Component';
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly configMapGenerator?: readonly {
    readonly name: string;
    readonly literals?: readonly string[];
    readonly files?: readonly string[];
  }[];
  readonly images?: readonly { readonly name: string; readonly newTag?: string }[];
}

const isKustomization = (file: string) => basename(file) === 'kustomization.yaml';

export const kustomizations: readonly Kustomization[] = deployFiles.filter(isKustomization).map((file) => ({
  ...(parse(readDeployFile(file)) as Omit<Kustomization, 'file' | 'folder'>),
  ...{ file, folder: dirname(file) },
}));

/** A resource as it is written, before kustomize has seen it. */
export type Resource = KubernetesObject & { readonly file: string; readonly spec?: unknown };

export const resources: readonly Resource[] = deployFiles
  .filter((file) => file.endsWith('.yaml') && !isKustomization(file))
  .flatMap((file) => readAll(readDeployFile(file)).map((object) => ({ ...object, file })));

/** Reads YAML as Kubernetes does, to which 0440 is octal. */
export function readAll(yaml: string): KubernetesObject[] {
  return parseAllDocuments(yaml, { version: '1.1' }).map(
    (document) => document.toJS() as unknown as KubernetesObject,
  );
}

export function ofKind<T extends KubernetesObject>(kind: string, among: readonly KubernetesObject[]): T[] {
  return among.filter((object) => object.kind === kind) as T[];
}

export type Labels = Readonly<Record<string, string>>;

export interface Pods {
  /** Of the Deployment or StatefulSet. */
  readonly name: string;
  readonly selector: Labels;
  readonly labels: Labels;
  readonly spec: V1PodSpec;
}

/** What runs in the cluster. */
export const pods: readonly Pods[] = [
  ...ofKind<V1Deployment>('Deployment', resources),
  ...ofKind<V1StatefulSet>('StatefulSet', resources),
].map(({ metadata, spec }) => ({
  name: metadata?.name ?? '',
  selector: spec?.selector.matchLabels ?? {},
  labels: spec?.template.metadata?.labels ?? {},
  spec: spec?.template.spec ?? { containers: [] },
}));

/** The settings that a kustomization gives to every process of Stormfold's. */
export function settingsOf({ configMapGenerator = [] }: Kustomization): Readonly<Record<string, string>> {
  const literals = configMapGenerator
    .filter(({ name }) => name === 'stormfold-settings')
    .flatMap((generator) => generator.literals ?? []);
  return Object.fromEntries(
    literals.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
  );
}
