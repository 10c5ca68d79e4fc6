import {
  ApiextensionsV1Api,
  type KubeConfig,
  type V1CustomResourceDefinition,
  loadYaml,
} from '@kubernetes/client-node';

import type { ResourceType } from '../../src/sink/resource-type.ts';
import { conditionOf } from './cluster.ts';
import { eventually } from './eventually.ts';

const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/**
 * The definition of a namespaced resource of somebody else's, as it stands in YAML; without a schema it takes whatever
 * comes.
 */
export function stubOf({ group, version, kind, plural }: ResourceType, schema: object = anything) {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      ...{ group, scope: 'Namespaced', names: { kind, plural } },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}

/** Resolves once such resources can be created. Safe to repeat. */
export async function applyStub(kubeConfig: KubeConfig, type: ResourceType, schema?: object): Promise<void> {
  const stub = stubOf(type, schema);
  const api = kubeConfig.makeApiClient(ApiextensionsV1Api);
  // The client has its own names for a schema's keys, and leaves out what it does not know by them. JSON is YAML.
  const body = loadYaml<V1CustomResourceDefinition>(JSON.stringify(stub));
  await api.createCustomResourceDefinition({ body }).catch(unlessThere);
  await eventually(async () => {
    const found = await api.readCustomResourceDefinition({ name: stub.metadata.name });
    if (conditionOf(found, 'Established') !== 'True') throw new Error(`${type.plural} is not established`);
  });
}

function unlessThere(error: unknown): void {
  if ((error as { code?: unknown }).code !== 409) throw error;
}
