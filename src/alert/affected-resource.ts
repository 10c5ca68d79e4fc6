import type { AffectedResource, Labels } from './alert.ts';
import { resourceRef } from './topology.ts';

/** Labels that name the object itself, before all others: an alert with one of them is about that object. */
export const specificKinds: readonly (readonly [label: string, kind: string])[] = [
  ['deployment', 'Deployment'],
  ['statefulset', 'StatefulSet'],
  ['daemonset', 'DaemonSet'],
  ['replicaset', 'ReplicaSet'],
  ['cronjob', 'CronJob'],
  ['job_name', 'Job'],
  ['horizontalpodautoscaler', 'HorizontalPodAutoscaler'],
  ['poddisruptionbudget', 'PodDisruptionBudget'],
  ['persistentvolumeclaim', 'PersistentVolumeClaim'],
  ['persistentvolume', 'PersistentVolume'],
  ['resourcequota', 'ResourceQuota'],
];

const kubeStateMetrics = 'kube-state-metrics';
const nodeExporter = 'node-exporter';
const kubelet = 'kubelet';

/** The namespace that an alert is about. The `exported_` one is the object's where a scrape did not honour labels. */
export function namespaceOf(labels: Labels): string | undefined {
  return labels['exported_namespace'] || labels['namespace'] || undefined;
}

/** What an alert is about, from its labels alone: the first rule that finds something decides. */
export function affectedResourceOf(labels: Labels): AffectedResource {
  for (const [label, kind] of specificKinds) {
    const name = readLabel(labels, label);
    if (name !== undefined) return resource(kind, name, labels);
  }
  const pod = objectPodOf(labels);
  if (pod !== undefined) return resource('Pod', pod, labels);
  const node = readLabel(labels, 'node') ?? hostOfInstance(labels);
  if (node !== undefined) return resource('Node', node, labels);
  return resource('Unknown', labels['alertname'] || '(unnamed)', labels);
}

function resource(kind: string, name: string, labels: Labels): AffectedResource {
  return resourceRef(kind, namespaceOf(labels), name);
}

/** The label, its `exported_` twin first. An empty label is a missing one, as in Prometheus. */
export function readLabel(labels: Labels, name: string): string | undefined {
  return labels[exportedTwin(name)] || labels[name] || undefined;
}

const twins = new Map<string, string>();

// A dozen names are asked for with each alert: putting the twin's together every time was most of what that cost.
function exportedTwin(name: string): string {
  const known = twins.get(name);
  if (known !== undefined) return known;
  const twin = `exported_${name}`;
  twins.set(name, twin);
  return twin;
}

/** The pod, unless it is the one that was scraped for somebody else's sake. */
export function objectPodOf(labels: Labels): string | undefined {
  const pod = readLabel(labels, 'pod');
  if (pod === undefined || labels['exported_pod']) return pod;
  return isScraperPod(pod, labels) ? undefined : pod;
}

function isScraperPod(pod: string, labels: Labels): boolean {
  // The kubelet runs in no pod, and kube-state-metrics not in node-exporter's: theirs is the pod that is measured.
  if (isScrapedFrom(kubelet, labels)) return false;
  // No target has a `uid`: it comes with the metrics of a pod, and so does the pod then.
  if (labels['uid']) return false;
  if (pod.includes(kubeStateMetrics)) return true;
  if (pod.includes(nodeExporter)) return !isScrapedFrom(kubeStateMetrics, labels);
  // Named like its service, it may be an exporter under a name of its own, or an application that was scraped for
  // itself. Only where the alert names a node beside it is it taken for an exporter's.
  const isNamedLikeItsService = [labels['service'], labels['job']].some(
    (name) => name && pod.startsWith(name),
  );
  return isNamedLikeItsService && readLabel(labels, 'node') !== undefined;
}

function isScrapedFrom(target: string, labels: Labels): boolean {
  return ['job', 'service'].some((name) => labels[name]?.includes(target));
}

/** The instance without its port, unless it is kube-state-metrics' own address. */
export function hostOfInstance(labels: Labels): string | undefined {
  const instance = readLabel(labels, 'instance');
  if (instance === undefined || isFromKubeStateMetrics(labels)) return undefined;
  return hostOf(instance);
}

export function isFromKubeStateMetrics(labels: Labels): boolean {
  if (labels['exported_instance']) return false;
  return isScrapedFrom(kubeStateMetrics, labels) || (labels['pod']?.includes(kubeStateMetrics) ?? false);
}

// `host:9100`, `[2001:db8::1]:9100`, a bare IPv6 address (more than one colon and no brackets: no port), or a URL,
// whose credentials must not end up in a resource.
function hostOf(instance: string): string {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#]+)/i.exec(instance)?.[1] ?? instance;
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(authority)?.[1];
  if (bracketed !== undefined) return bracketed;
  return /^([^:]+):\d+$/.exec(authority)?.[1] ?? authority;
}
