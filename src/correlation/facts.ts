import { affectedResourceOf, namespaceOf, readLabel } from '../alert/affected-resource.ts';
import type { AffectedResource, Labels } from '../alert/alert.ts';
import { type Hints, hintsOf } from '../alert/hints.ts';
import { type ResourceRef, type Topology, refKey, resourceRef } from '../alert/topology.ts';
import type { Symptom } from '../rules/correlation.ts';
import { symptomOf } from './symptom.ts';

/** One episode, as far as it matters for what caused it. */
export interface Episode {
  /** `<fingerprint>@<startsAt>`. */
  readonly id: string;
  readonly labels: Labels;
  readonly startsAtMs: number;
}

/** What is known of an episode's object: from a topology where there is one, else from the labels. */
export interface Facts {
  readonly episode: Episode;
  readonly resource: AffectedResource;
  readonly symptom: Symptom;
  readonly pod: ResourceRef | undefined;
  /** What somebody deployed: the topmost owners, by `refKey`. Of a service without a topology, `Service/…`. */
  readonly workloads: readonly string[];
  /** Where the pod runs, or the node that it is about. */
  readonly node: string | undefined;
  /** It is about the node itself, not about something on it. */
  readonly aboutNode: boolean;
  readonly claims: readonly string[];
  /** A topology knows where it runs, or what it is made of. */
  readonly placed: boolean;
}

/** Reads what is known of some episodes. What one alert says of a node's address holds for the others. */
export function factsOf(episodes: readonly Episode[], topology: Topology): readonly Facts[] {
  const nodes = nodeNames(episodes, topology);
  const facts = episodes.map((episode) => factsOfOne(episode, topology, nodes));
  return byName(facts.map((one) => ({ ...one, workloads: one.workloads.map(deploymentOf) })));
}

function factsOfOne(episode: Episode, topology: Topology, nodes: NodeNames): Facts {
  const { labels } = episode;
  const [hints, resource, symptom] = [hintsOf(labels), affectedResourceOf(labels), symptomOf(labels)];
  const { pod } = hints;
  const around = pod && topology.surroundingsOf(pod);
  const address = hints.address === undefined ? undefined : nodes(hints.address);
  const aboutNode = pod === undefined && resource.kind === 'Node' && isNode(resource.name, hints, nodes);
  const node = aboutNode ? (nodes(resource.name) ?? resource.name) : (around?.node ?? hints.node ?? address);
  return {
    ...{ episode, resource, symptom, pod, node, aboutNode },
    workloads: aboutNode ? [] : workloadsOf(labels, resource, hints, topology),
    claims: [...(around?.claims ?? []), ...hints.claims].map(refKey),
    placed: topology.surroundingsOf(pod ?? resource) !== undefined,
  };
}

const replicaSet = /^ReplicaSet\/([^/]*)\/(.+)-[a-z0-9]{5,10}$/;

// Almost every ReplicaSet is a Deployment's, and named after it.
function deploymentOf(workload: string): string {
  return workload.replace(replicaSet, 'Deployment/$1/$2');
}

const named = /^(?:Service|HorizontalPodAutoscaler|PodDisruptionBudget)\/([^/]*)\/(.+)$/;

/** What is not known to select anything most likely goes by the name of what it is for, where that has alerts of its own. */
function byName(facts: readonly Facts[]): readonly Facts[] {
  const definite = new Set(facts.flatMap(({ workloads }) => workloads).filter((each) => !named.test(each)));
  return facts.map((one) => ({ ...one, workloads: one.workloads.map((each) => namesake(each, definite)) }));
}

function namesake(workload: string, definite: ReadonlySet<string>): string {
  const [, namespace = '', name = ''] = named.exec(workload) ?? [];
  if (name === '') return workload;
  const found = [...definite].filter((each) => {
    const [, inNamespace, of] = each.split('/');
    return of === name && (namespace === '' || inNamespace === namespace);
  });
  const [only] = found;
  return only !== undefined && found.length === 1 ? only : workload;
}

type NodeNames = (host: string) => string | undefined;

/** The node behind an address: the topology's word, else that of an alert that names both. */
function nodeNames(episodes: readonly Episode[], topology: Topology): NodeNames {
  const told = new Map<string, string>();
  for (const { labels } of episodes) {
    const { node, address, pod } = hintsOf(labels);
    if (node !== undefined && address !== undefined && (pod === undefined || isKubelet(labels)))
      told.set(address, node);
    if (node !== undefined) told.set(node, node);
  }
  return (host) => topology.nodeByAddress(host) ?? told.get(host);
}

function isKubelet(labels: Labels): boolean {
  return labels['instance']?.endsWith(':10250') ?? false;
}

// An instance that is no address of a node may be anything that is scraped.
function isNode(name: string, { node }: Hints, nodes: NodeNames): boolean {
  return node !== undefined || nodes(name) !== undefined || /^[\w.-]*\d[\w.-]*$/.test(name);
}

const workloadKinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'ReplicaSet']);

function workloadsOf(
  labels: Labels,
  resource: AffectedResource,
  { pod, owners, claims }: Hints,
  topology: Topology,
): readonly string[] {
  const ref = pod ?? resource;
  const known = topology.surroundingsOf(ref)?.owners ?? [];
  if (known.length > 0) return [...new Set((pod ? known.slice(-1) : tops(known)).map(refKey))];
  if (owners.length > 0) return owners.slice(-1).map(refKey);
  if (workloadKinds.has(resource.kind) || named.test(refKey(resource))) return [refKey(resource)];
  if (pod) return [refKey(pod)];
  const users = claims.flatMap((claim) => topology.usersOf(claim));
  const byClaim = users.flatMap((user) => topology.surroundingsOf(user)?.owners.slice(-1) ?? []);
  if (byClaim.length > 0) return [...new Set(byClaim.map(refKey))];
  return servicesOf(labels).flatMap((service) => {
    const selected = topology.surroundingsOf(service)?.owners ?? [];
    return selected.length > 0 ? selected.map(refKey) : [refKey(service)];
  });
}

function tops(owners: readonly ResourceRef[]): readonly ResourceRef[] {
  return owners.filter(({ kind }) => kind !== 'ReplicaSet');
}

/** The services that an alert is about by its labels: not the scraper's own. */
function servicesOf(labels: Labels): readonly ResourceRef[] {
  const mesh = labels['destination_service_name'];
  const namespace = namespaceOf(labels) ?? labels['kubernetes_namespace'];
  if (mesh) return [resourceRef('Service', labels['destination_workload_namespace'] ?? namespace, mesh)];
  // Where an instance was scraped, the service is the one that it was scraped through.
  if (labels['pod'] && !labels['exported_service']) return [];
  const name =
    readLabel(labels, 'service') ??
    readLabel(labels, 'app') ??
    labels['kubernetes_name'] ??
    (labels['instance'] ? undefined : labels['job']);
  return name === undefined ? [] : [resourceRef('Service', namespace, name)];
}
