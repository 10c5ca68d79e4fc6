import { ApiextensionsV1Api, type KubeConfig } from '@kubernetes/client-node';

import type { ResourceType } from '../../src/sink/resource-type.ts';
import { conditionOf } from './cluster.ts';
import { eventually } from './eventually.ts';

const anything = { type: 'object' as const, 'x-kubernetes-preserve-unknown-fields': true };

/** Defines a namespaced resource of somebody else's; without a schema it takes whatever comes. Safe to repeat. */
export async function applyStub(
  kubeConfig: KubeConfig,
  type: ResourceType,
  schema: object = anything,
): Promise<void> {
  const api = kubeConfig.makeApiClient(ApiextensionsV1Api);
  const { group, version, kind, plural } = type;
  const name = `${plural}.${group}`;
  const versions = [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: schema } }];
  const spec = { group, scope: 'Namespaced', names: { kind, plural }, versions };
  await api.createCustomResourceDefinition({ body: { metadata: { name }, spec } }).catch(unlessThere);
  await eventually(async () => {
    const found = await api.readCustomResourceDefinition({ name });
    if (conditionOf(found, 'Established') !== 'True') throw new Error(`${name} is not established`);
  });
}

function unlessThere(error: unknown): void {
  if ((error as { code?: unknown }).code !== 409) throw error;
}
