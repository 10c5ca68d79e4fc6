import { randomUUID } from 'node:crypto';

import {
  ApiextensionsV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  RbacAuthorizationV1Api,
  type V1CustomResourceDefinition,
  type V1PolicyRule,
  loadYaml,
} from '@kubernetes/client-node';

import { readCrd } from '../../src/sink/crd.ts';
import { eventually } from './eventually.ts';

const patience = { timeout: 30_000, interval: 50 };

/** Does what `kubectl apply --server-side` does, and waits until objects can be created. */
export async function applyDefinition(kubeConfig: KubeConfig): Promise<V1CustomResourceDefinition> {
  const definition = loadYaml<V1CustomResourceDefinition>(readCrd());
  const objects = KubernetesObjectApi.makeApiClient(kubeConfig);
  const strategy = PatchStrategy.ServerSideApply;
  await objects.patch(definition, undefined, undefined, 'stormfold-test', true, strategy);
  return eventually(async () => {
    const found = await readDefinitionOf(kubeConfig);
    if (conditionOf(found, 'Established') !== 'True') throw new Error('the definition is not established');
    return found;
  }, patience);
}

function readDefinitionOf(kubeConfig: KubeConfig): Promise<V1CustomResourceDefinition> {
  const api = kubeConfig.makeApiClient(ApiextensionsV1Api);
  return api.readCustomResourceDefinition({ name: 'alertstorms.stormfold.io' });
}

export function conditionOf({ status }: V1CustomResourceDefinition, type: string): string | undefined {
  return status?.conditions?.find((condition) => condition.type === type)?.status;
}

/** A namespace for one test file, deleted with all that is in it. */
export async function makeNamespace(kubeConfig: KubeConfig): Promise<AsyncDisposable & { name: string }> {
  const name = `stormfold-test-${randomUUID().slice(0, 8)}`;
  const api = kubeConfig.makeApiClient(CoreV1Api);
  await api.createNamespace({ body: { metadata: { name } } });
  return { name, [Symbol.asyncDispose]: async () => void (await api.deleteNamespace({ name })) };
}

/**
 * A kubeconfig with the token of a service account that has these verbs on storms, and those on their status, in its
 * namespace, and nothing else.
 */
export async function serviceAccount(
  kubeConfig: KubeConfig,
  namespace: string,
  name: string,
  verbs: string[],
  onStatus: string[] = [],
): Promise<KubeConfig> {
  const api = kubeConfig.makeApiClient(CoreV1Api);
  await api.createNamespacedServiceAccount({ namespace, body: { metadata: { name } } });
  const wanted = [ruleOn('alertstorms', verbs), ruleOn('alertstorms/status', onStatus)];
  const rules = wanted.filter((rule) => rule.verbs.length > 0);
  if (rules.length > 0) await grant(kubeConfig, namespace, name, rules);
  return tokenOf(kubeConfig, namespace, name);
}

/** A kubeconfig with a token of this service account. */
export async function tokenOf(kubeConfig: KubeConfig, namespace: string, name: string): Promise<KubeConfig> {
  const api = kubeConfig.makeApiClient(CoreV1Api);
  const spec = { audiences: [], expirationSeconds: 3600 };
  const { status } = await api.createNamespacedServiceAccountToken({ namespace, name, body: { spec } });
  return withToken(kubeConfig, status?.token ?? '');
}

export function withToken(kubeConfig: KubeConfig, token: string): KubeConfig {
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null) throw new Error('no cluster');
  const other = new KubeConfig();
  other.loadFromClusterAndUser(cluster, { name: 'tester', token });
  return other;
}

function ruleOn(resource: string, verbs: string[]): V1PolicyRule {
  return { apiGroups: ['stormfold.io'], resources: [resource], verbs };
}

async function grant(
  kubeConfig: KubeConfig,
  namespace: string,
  name: string,
  rules: V1PolicyRule[],
): Promise<void> {
  const api = kubeConfig.makeApiClient(RbacAuthorizationV1Api);
  await api.createNamespacedRole({ namespace, body: { metadata: { name }, rules } });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name };
  const subjects = [{ kind: 'ServiceAccount', name, namespace }];
  await api.createNamespacedRoleBinding({ namespace, body: { metadata: { name }, roleRef, subjects } });
}
