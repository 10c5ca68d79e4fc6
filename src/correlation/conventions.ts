import { isFromKubeStateMetrics } from '../alert/affected-resource.ts';
import type { Labels } from '../alert/alert.ts';

/** What scrape configurations, collectors and relabelling of different houses call the same things. */
const otherNames: readonly (readonly [usual: string, others: readonly string[]])[] = [
  [
    'namespace',
    ['kubernetes_namespace', 'k8s_namespace_name', 'k8s_namespace', 'kube_namespace', 'pod_namespace'],
  ],
  ['pod', ['kubernetes_pod_name', 'k8s_pod_name', 'pod_name', 'kubernetes_pod', 'k8s_pod']],
  ['deployment', ['k8s_deployment_name', 'kube_deployment', 'deployment_name']],
  ['statefulset', ['k8s_statefulset_name', 'kube_stateful_set', 'statefulset_name']],
  ['daemonset', ['k8s_daemonset_name', 'kube_daemon_set', 'daemonset_name']],
  ['cronjob', ['k8s_cronjob_name', 'kube_cronjob', 'cronjob_name']],
  ['job_name', ['k8s_job_name', 'kube_job']],
  ['persistentvolumeclaim', ['pvc', 'claim', 'claim_name', 'pvc_name', 'k8s_persistentvolumeclaim_name']],
  ['persistentvolume', ['pv', 'pv_name']],
];

const nodeNames = ['kubernetes_node', 'k8s_node_name', 'kubernetes_io_hostname', 'node_name', 'nodename'];
const hostNames = ['hostname', 'host', 'Hostname', 'node_hostname', 'host_name', 'machine'];
/** With one of these, a host is what a browser asked for. */
const siteLabels = [
  'ingress',
  'exported_ingress',
  'route',
  'path',
  'url',
  'uri',
  'vhost',
  'service',
  'exported_service',
];

/** The labels, with the usual name for what others call otherwise. What has the usual name keeps it. */
export function usualLabels(labels: Labels): Labels {
  const added = otherNames.flatMap(([usual, others]) => {
    if (labels[usual] || labels[`exported_${usual}`]) return [];
    const value = firstOf(labels, others);
    return value === undefined ? [] : [[usual, value] as const];
  });
  // Else its address and its node would be taken for those of what it tells of.
  if (isAnnotatedKubeStateMetrics(labels)) added.push(['job', 'kube-state-metrics']);
  else added.push(...nodeOf(labels));
  return added.length === 0 ? labels : { ...labels, ...Object.fromEntries(added) };
}

function nodeOf(labels: Labels): readonly (readonly ['node', string])[] {
  // Added to targets: of kube-state-metrics' own it says where that runs.
  if (labels['node'] || labels['exported_node'] || isFromKubeStateMetrics(labels)) return [];
  const node = firstOf(labels, nodeNames) ?? hostOf(labels);
  return node === undefined ? [] : [['node', node]];
}

/** Where targets are found by annotations, only labels of the target tell who was scraped. */
function isAnnotatedKubeStateMetrics(labels: Labels): boolean {
  return ['kubernetes_name', 'app_kubernetes_io_name', 'kubernetes_pod_name', 'app'].some((name) =>
    labels[name]?.includes('kube-state-metrics'),
  );
}

/** A machine's name: not a site's, nor that of a pod, which calls itself a host as well. */
function hostOf(labels: Labels): string | undefined {
  const host = firstOf(labels, hostNames);
  if (host === undefined || siteLabels.some((name) => labels[name])) return undefined;
  const isPods = ['pod', 'exported_pod', 'kubernetes_pod_name'].some((name) => labels[name] === host);
  return isPods || /[/:]/.test(host) ? undefined : host;
}

function firstOf(labels: Labels, names: readonly string[]): string | undefined {
  const name = names.find((each) => labels[each]);
  return name === undefined ? undefined : labels[name];
}
