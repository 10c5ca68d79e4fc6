import type { Labels } from '../../src/alert/alert.ts';

/** What Helm's kube-prometheus-stack adds to everything that kube-state-metrics tells, its own pod included. */
export const fromKubeStateMetrics: Labels = {
  container: 'kube-state-metrics',
  endpoint: 'http',
  instance: '10.244.3.17:8080',
  job: 'kube-state-metrics',
  pod: 'mon-kube-state-metrics-5f7c9d8b64-q2lzt',
  prometheus: 'observability/main',
  service: 'mon-kube-state-metrics',
};

/** The same, where a label of the object (its pod, its container) has taken the place of the scraper's. */
export function fromKubeStateMetricsAbout(own: Labels): Labels {
  return { ...fromKubeStateMetrics, ...own };
}

/** The kubelet runs in no pod; `node` and `instance` are where it runs. */
export const fromKubelet: Labels = {
  endpoint: 'https-metrics',
  instance: '192.168.7.21:10250',
  job: 'kubelet',
  metrics_path: '/metrics',
  node: 'pool-a-1',
  prometheus: 'observability/main',
  service: 'mon-kubelet',
};

export const fromNodeExporter: Labels = {
  container: 'node-exporter',
  endpoint: 'http-metrics',
  instance: '192.168.7.22:9100',
  job: 'node-exporter',
  namespace: 'observability',
  pod: 'mon-prometheus-node-exporter-h4x9d',
  prometheus: 'observability/main',
  service: 'mon-prometheus-node-exporter',
};
