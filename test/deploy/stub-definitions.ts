import type { V1CustomResourceDefinition } from '@kubernetes/client-node';

/** Definitions of the operators' kinds that take anything: what matters here is that ours are stored as they are. */
export const stubDefinitions: readonly V1CustomResourceDefinition[] = [
  stub('monitoring.coreos.com', 'v1', 'ServiceMonitor', 'servicemonitors'),
  stub('monitoring.coreos.com', 'v1', 'PrometheusRule', 'prometheusrules'),
  stub('keda.sh', 'v1alpha1', 'ScaledObject', 'scaledobjects'),
];

function stub(group: string, version: string, kind: string, plural: string): V1CustomResourceDefinition {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      ...{ group, scope: 'Namespaced', names: { kind, plural } },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: anything } }],
    },
  };
}
