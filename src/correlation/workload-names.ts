import { namespaceOf, readLabel } from '../alert/affected-resource.ts';
import type { AffectedResource, Labels } from '../alert/alert.ts';
import type { Hints } from '../alert/hints.ts';
import { type ResourceRef, type Topology, refKey, resourceRef } from '../alert/topology.ts';

const workloadKinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'ReplicaSet']);

/** Kinds that are there for the sake of a workload, and mostly go by its name. */
const named = /^(?:Service|HorizontalPodAutoscaler|PodDisruptionBudget)\/([^/]*)\/(.+)$/;

/** The workloads that an alert is about, by `refKey`: what a topology says, else what labels and names tell. */
export function workloadsOf(
  labels: Labels,
  resource: AffectedResource,
  hints: Hints,
  topology: Topology,
): readonly string[] {
  return told(labels, resource, hints, topology).map(deploymentOf);
}

function told(
  labels: Labels,
  resource: AffectedResource,
  { pod, owners, claims }: Hints,
  topology: Topology,
): readonly string[] {
  const known = topology.surroundingsOf(pod ?? resource)?.owners ?? [];
  if (known.length > 0) return [...new Set((pod ? known.slice(-1) : tops(known)).map(refKey))];
  if (owners.length > 0) return owners.slice(-1).map(refKey);
  if (workloadKinds.has(resource.kind) || named.test(refKey(resource))) return [refKey(resource)];
  if (pod) return [refKey(pod)];
  // The service beside a claim is the kubelet's, which measured it.
  return claims.length > 0 ? usersOf(claims, topology) : byService(labels, topology);
}

function usersOf(claims: readonly ResourceRef[], topology: Topology): readonly string[] {
  const users = claims.flatMap((claim) => topology.usersOf(claim));
  const owners = users.flatMap((user) => topology.surroundingsOf(user)?.owners.slice(-1) ?? []);
  return [...new Set(owners.map(refKey))];
}

function byService(labels: Labels, topology: Topology): readonly string[] {
  return servicesOf(labels).flatMap((service) => {
    const selected = topology.surroundingsOf(service)?.owners ?? [];
    return selected.length > 0 ? selected.map(refKey) : [refKey(service)];
  });
}

function tops(owners: readonly ResourceRef[]): readonly ResourceRef[] {
  return owners.filter(({ kind }) => kind !== 'ReplicaSet');
}

const replicaSet = /^ReplicaSet\/([^/]*)\/(.+)-[a-z0-9]{5,10}$/;

// Almost every ReplicaSet is a Deployment's, and named after it.
function deploymentOf(workload: string): string {
  return workload.replace(replicaSet, 'Deployment/$1/$2');
}

/** Labels that go by a service's or a workload's name, the surest first. */
const nameLabels = [
  ...[
    'service',
    'app',
    'app_kubernetes_io_name',
    'k8s_app',
    'kubernetes_name',
    'application',
    'service_name',
  ],
  ...['label_app_kubernetes_io_name', 'label_app'],
];
/** Their job is who measures, and not what is measured. */
const measuring =
  /exporter|blackbox|probe|node|kubelet|cadvisor|state-metrics|kubernetes-|prometheus|gateway|federat/i;

/** The services that an alert is about by its labels: not the scraper's own. */
function servicesOf(labels: Labels): readonly ResourceRef[] {
  const mesh = labels['destination_service_name'];
  const namespace = namespaceOf(labels);
  if (mesh) return [resourceRef('Service', labels['destination_workload_namespace'] ?? namespace, mesh)];
  // Where an instance was scraped, the service is the one that it was scraped through.
  if (labels['pod'] && !labels['exported_service']) return [];
  const label = nameLabels.find((each) => readLabel(labels, each) !== undefined);
  const name = label === undefined ? jobOf(labels) : readLabel(labels, label);
  return name === undefined ? [] : [resourceRef('Service', namespace, name)];
}

function jobOf(labels: Labels): string | undefined {
  const { job, instance } = labels;
  if (!job || !instance) return job || undefined;
  return namespaceOf(labels) === undefined || measuring.test(job) ? undefined : job;
}

const claimOfSet = /^PersistentVolumeClaim\/([^/]*)\/(.+)-\d+$/;

export interface Namesakes {
  /** What most likely goes by the name of a workload that has alerts of its own, as that workload; else what it was. */
  readonly of: (workload: string) => string;
  /** The StatefulSet whose claim it is: they are called after a template, the set and a number. */
  readonly ofClaim: (claim: string) => string | undefined;
  /** What an alertname begins with: `cert manager absent` is about `cert-manager`, in its namespace where it has one. */
  readonly ofWords: (words: string, namespace: string | undefined) => string | undefined;
}

/** Names of workloads too short or too general to tell anything as the beginning of an alertname. */
const telling =
  /^(?!(?:node|host|kube|kubernetes|container|deployment|service|target|instance|http|high|prometheus)$).{4,}$/;

/** Among workloads that are known for certain. */
export function namesakesAmong(workloads: Iterable<string>): Namesakes {
  const byName = new Map<string, Set<string>>();
  const add = (name: string, workload: string) =>
    byName.set(name, (byName.get(name) ?? new Set()).add(workload));
  for (const workload of workloads) {
    if (named.test(workload)) continue;
    const [, namespace = '', name = ''] = workload.split('/');
    add(`${namespace}/${name}`, workload);
    // For what is in no namespace, wherever it may be.
    if (namespace !== '') add(`/${name}`, workload);
  }
  const of = (workload: string) => {
    const [, namespace = '', name = ''] = named.exec(workload) ?? [];
    const found = byName.get(`${namespace}/${name}`);
    const [only] = found ?? [];
    return only !== undefined && found?.size === 1 ? only : workload;
  };
  const ofClaim = (claim: string) => {
    const [, namespace = '', rest = ''] = claimOfSet.exec(claim) ?? [];
    return endings(rest)
      .map((name) => `StatefulSet/${namespace}/${name}`)
      .find((set) => byName.get(set.slice('StatefulSet/'.length))?.has(set));
  };
  const ofWords = (words: string, namespace = '') =>
    beginnings(words)
      .filter((name) => telling.test(name))
      .map((name) => byName.get(`${namespace}/${name}`))
      .flatMap((found) => (found?.size === 1 ? [...found] : []))
      .at(0);
  return { of, ofClaim, ofWords };
}

/** `cert manager absent`: `cert-manager-absent`, `cert-manager`, `cert`. */
function beginnings(words: string): readonly string[] {
  const parts = words.split(' ');
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('-'));
}

/** `data-my-db`: `my-db`, `db`. */
function endings(name: string): readonly string[] {
  const parts = name.split('-');
  return parts.slice(1).map((_, i) => parts.slice(i + 1).join('-'));
}
