import { stubOf } from '../support/stub-definition.ts';

/** Definitions of the operators' kinds that take anything: what matters here is that ours are stored as they are. */
export const stubDefinitions = [
  { group: 'monitoring.coreos.com', version: 'v1', kind: 'ServiceMonitor', plural: 'servicemonitors' },
  { group: 'monitoring.coreos.com', version: 'v1', kind: 'PrometheusRule', plural: 'prometheusrules' },
  { group: 'keda.sh', version: 'v1alpha1', kind: 'ScaledObject', plural: 'scaledobjects' },
].map((type) => stubOf(type));
