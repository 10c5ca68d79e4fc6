import {
  hostOfInstance,
  isFromKubeStateMetrics,
  namespaceOf,
  objectPodOf,
  readLabel,
  specificKinds,
} from './affected-resource.ts';
import type { Labels } from './alert.ts';
import { ownersByPodName, withOwners } from './owner-names.ts';
import { type ResourceRef, refKey, resourceRef } from './topology.ts';

/** What labels alone say of where an alert's object stands. Guesses by names are among it: a topology knows better. */
export interface Hints {
  readonly node?: string;
  /** Nearest first; the workload itself where the alert is about one. */
  readonly owners: readonly ResourceRef[];
  readonly claims: readonly ResourceRef[];
  readonly pod?: ResourceRef;
  /** The host of what was scraped for its own sake, without the port: to be asked of a topology. */
  readonly address?: string;
}

const workloads = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'CronJob', 'Job']);

/** By kind and name, as kube-state-metrics tells an owner. */
const ownerLabels = [
  ['created_by_kind', 'created_by_name'],
  ['owner_kind', 'owner_name'],
] as const;

/** The kinds as they stand in `workload_type`, which the mixins' recording rules write small. */
const workloadTypes = new Map([...workloads].map((kind) => [kind.toLowerCase(), kind]));

/** Reads what labels tell of the neighbourhood, leaving out what they tell of the scraper. Pure; a few microseconds. */
export function hintsOf(labels: Labels): Hints {
  const namespace = namespaceOf(labels);
  const podName = objectPodOf(labels);
  const pod = podName === undefined ? undefined : resourceRef('Pod', namespace, podName);
  const node = nodeIn(labels);
  const address = addressIn(labels);
  const claim = readLabel(labels, 'persistentvolumeclaim');
  return {
    ...(node !== undefined && { node }),
    owners: ownersIn(labels, namespace, pod),
    claims: claim === undefined ? [] : [resourceRef('PersistentVolumeClaim', namespace, claim)],
    ...(pod && { pod }),
    ...(address !== undefined && { address }),
  };
}

function nodeIn(labels: Labels): string | undefined {
  const node = readLabel(labels, 'node');
  if (node !== undefined) return node;
  for (const [kind, name] of ownerLabels)
    if (readLabel(labels, kind) === 'Node') return readLabel(labels, name);
  // Added to targets, unlike `node`: of kube-state-metrics' own it says where that runs.
  return isFromKubeStateMetrics(labels) ? undefined : readLabel(labels, 'kubernetes_node');
}

/** What labels name goes before what the pod's name looks like. */
function ownersIn(
  labels: Labels,
  namespace: string | undefined,
  pod: ResourceRef | undefined,
): readonly ResourceRef[] {
  const named = [...labelled(labels), ...ownedBy(labels), ...ofRecordingRules(labels)];
  const refs = named.map(([kind, name]) => resourceRef(kind, namespace, name)).flatMap(withOwners);
  const sorted = refs.toSorted((one, other) => distance(one) - distance(other));
  const distinct = [...new Map(sorted.map((ref) => [refKey(ref), ref])).values()];
  // A label that says that it has none, or that it is its node, is believed.
  const told = distinct.length > 0 || ownerLabels.some(([kind]) => readLabel(labels, kind) !== undefined);
  return pod && !told ? ownersByPodName(pod) : distinct;
}

type Named = readonly [kind: string, name: string];

function labelled(labels: Labels): readonly Named[] {
  return specificKinds.flatMap(([label, kind]) => {
    const name = workloads.has(kind) ? readLabel(labels, label) : undefined;
    return name === undefined ? [] : [[kind, name] as const];
  });
}

function ownedBy(labels: Labels): readonly Named[] {
  return ownerLabels.flatMap(([kindLabel, nameLabel]) => {
    const [kind, name] = [readLabel(labels, kindLabel), readLabel(labels, nameLabel)];
    return kind !== undefined && name !== undefined && workloads.has(kind) ? [[kind, name] as const] : [];
  });
}

function ofRecordingRules(labels: Labels): readonly Named[] {
  const kind = workloadTypes.get(readLabel(labels, 'workload_type')?.toLowerCase() ?? '');
  const name = readLabel(labels, 'workload');
  return kind === undefined || name === undefined ? [] : [[kind, name]];
}

/** Pods belong to ReplicaSets and Jobs, and these to what is above them. */
function distance({ kind }: ResourceRef): number {
  return kind === 'ReplicaSet' || kind === 'Job' ? 0 : 1;
}

const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;

function addressIn(labels: Labels): string | undefined {
  const host = hostOfInstance(labels);
  if (host === undefined || loopback.test(host) || isOfExporter(labels)) return undefined;
  return host;
}

// Where the pod is an exporter's, so is the instance. node-exporter's is the node that it measures.
function isOfExporter(labels: Labels): boolean {
  if (labels['exported_instance']) return false;
  const { pod = '' } = labels;
  return pod !== '' && objectPodOf(labels) === undefined && !pod.includes('node-exporter');
}
