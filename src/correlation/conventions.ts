import { isFromKubeStateMetrics } from '../alert/affected-resource.ts';
import type { Labels } from '../alert/alert.ts';

/**
 * What scrape configurations, collectors and relabelling of different houses call the same things. Those of the first kind name
 * the object; those of a target may name the scraper's own.
 */
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
/** May as well be what a browser asked for. */
const hostNames = ['hostname', 'host', 'node_hostname', 'server', 'machine'];

/** The labels, with the usual name for what others call otherwise. What has the usual name keeps it. */
export function usualLabels(labels: Labels): Labels {
  const added = otherNames.flatMap(([usual, others]) => {
    if (labels[usual] || labels[`exported_${usual}`]) return [];
    const value = firstOf(labels, others);
    return value === undefined ? [] : [[usual, value] as const];
  });
  const node = nodeOf(labels);
  if (node !== undefined) added.push(['node', node]);
  return added.length === 0 ? labels : { ...labels, ...Object.fromEntries(added) };
}

/** What may be a node, or may be the host of a URL: to be asked of those who know nodes. */
export function hostIn(labels: Labels): string | undefined {
  return firstOf(labels, hostNames);
}

function nodeOf(labels: Labels): string | undefined {
  if (labels['node'] || labels['exported_node']) return undefined;
  // Added to targets: of kube-state-metrics' own it says where that runs.
  return isFromKubeStateMetrics(labels) ? undefined : firstOf(labels, nodeNames);
}

function firstOf(labels: Labels, names: readonly string[]): string | undefined {
  const name = names.find((each) => labels[each]);
  return name === undefined ? undefined : labels[name];
}
