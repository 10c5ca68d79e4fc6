import { affectedResourceOf } from '../alert/affected-resource.ts';
import type { AffectedResource, Labels } from '../alert/alert.ts';
import { type Hints, hintsOf } from '../alert/hints.ts';
import { type ResourceRef, type Topology, refKey } from '../alert/topology.ts';
import type { CorrelationRules, Symptom } from '../rules/correlation.ts';
import { usualLabels } from './conventions.ts';
import { dependencyIn, serverIn } from './called.ts';
import { type NodeNames, nodeNames } from './node-names.ts';
import { symptomByRule, symptomByWords, wordsOf } from './symptom.ts';
import { type Namesakes, namesakesAmong, workloadsOf } from './workload-names.ts';

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
  /** Its place among all, in order of time. */
  readonly order: number;
  /** Empty where there is none. */
  readonly alertname: string;
  /** Its alertname as words in small letters: `kube pod not ready`. */
  readonly words: string;
  readonly resource: AffectedResource;
  readonly symptom: Symptom;
  /** The configuration keeps it apart from all others. */
  readonly alone: boolean;
  readonly pod: ResourceRef | undefined;
  /** What somebody deployed: the topmost owners, by `refKey`. Of a service without a topology, `Service/…`. */
  readonly workloads: readonly string[];
  /** Where the pod runs, or the node that it is about. */
  readonly node: string | undefined;
  /** Only another alert about the pod tells its node. */
  readonly nodeByOther: boolean;
  /** It is about the node itself, not about something on it. */
  readonly aboutNode: boolean;
  /** What was scraped, where that is no node and nothing better is known. */
  readonly instance: string | undefined;
  readonly claims: readonly string[];
  /** A workload that it says it calls, where that has alerts of its own. */
  readonly dependsOn: string | undefined;
  /** A topology knows where it runs, or what it is made of. */
  readonly placed: boolean;
}

interface Read {
  readonly episode: Episode;
  /** By their usual names. */
  readonly labels: Labels;
  readonly words: string;
  readonly hints: Hints;
}

/** Reads what is known of some episodes. What one alert says of a node's address holds for the others. */
export function factsOf(
  episodes: readonly Episode[],
  topology: Topology,
  rules: CorrelationRules,
): readonly Facts[] {
  const read = episodes.map((episode): Read => {
    const labels = usualLabels(episode.labels);
    return { episode, labels, words: wordsOf(labels['alertname'] ?? ''), hints: hintsOf(labels) };
  });
  const nodes = nodeNames(read, topology);
  const facts = withNodes(read.map((one, order) => factsOfOne(one, order, { topology, nodes, rules })));
  const namesakes = namesakesAmong(facts.flatMap(({ workloads }) => workloads));
  return facts.map((one) => withNamesakes(one, namesakes));
}

/** Where one alert tells the node of a pod, it holds for others that don't; not where pods of one name came one after another. */
function withNodes(facts: readonly Facts[]): readonly Facts[] {
  const told = new Map<string, Set<string>>();
  for (const { pod, node } of facts)
    if (pod && node !== undefined) told.set(refKey(pod), (told.get(refKey(pod)) ?? new Set()).add(node));
  return facts.map((one) => {
    const some = one.pod && one.node === undefined ? told.get(refKey(one.pod)) : undefined;
    const [only] = some ?? [];
    return only !== undefined && some?.size === 1 ? { ...one, node: only, nodeByOther: true } : one;
  });
}

interface Known {
  readonly topology: Topology;
  readonly nodes: NodeNames;
  readonly rules: CorrelationRules;
}

function factsOfOne({ episode, labels, words, hints }: Read, order: number, known: Known): Facts {
  const { topology, nodes, rules } = known;
  const resource = affectedResourceOf(labels);
  const byRule = symptomByRule(episode.labels, rules);
  const pod = hints.pod ?? scraped(hints, topology);
  const around = pod && topology.surroundingsOf(pod);
  const address = hints.address === undefined ? undefined : nodes(hints.address);
  const aboutNode = pod === undefined && resource.kind === 'Node' && isNode(resource.name, hints, nodes);
  const node = aboutNode
    ? (nodes(resource.name) ?? resource.name)
    : (around?.node ?? (hints.node === undefined ? address : (nodes(hints.node) ?? hints.node)));
  return {
    ...{ episode, order, alertname: labels['alertname'] ?? '', words, resource, pod, node, aboutNode },
    nodeByOther: false,
    symptom: byRule ?? symptomByWords(labels, words),
    alone: byRule === 'apart',
    workloads: aboutNode ? [] : workloadsOf(labels, resource, { ...hints, ...(pod && { pod }) }, topology),
    instance: isInstance(resource, hints) ? resource.name : undefined,
    claims: [...(around?.claims ?? []), ...hints.claims].map(refKey),
    dependsOn: dependencyIn(labels),
    placed: topology.surroundingsOf(pod ?? resource) !== undefined,
  };
}

/** The pod behind an address that was scraped, where labels name none. */
function scraped({ node, address }: Hints, topology: Topology): ResourceRef | undefined {
  return node === undefined && address !== undefined ? topology.podByAddress(address) : undefined;
}

// An instance that is no address of a node may be anything that is scraped.
function isNode(name: string, { node }: Hints, nodes: NodeNames): boolean {
  return node !== undefined || nodes(name) !== undefined;
}

/** Sites are watched by their URL; that of an exporter says nothing of what it measures. */
function isInstance({ kind, name }: AffectedResource, { node, address }: Hints): boolean {
  return kind === 'Node' && node === undefined && address !== undefined && !/exporter/.test(name);
}

function withNamesakes(one: Facts, namesakes: Namesakes): Facts {
  const called = one.dependsOn === undefined ? undefined : namesakes.of(one.dependsOn);
  return {
    ...one,
    workloads: one.aboutNode ? [] : namedIn(one, namesakes),
    dependsOn: called === one.dependsOn ? undefined : called,
  };
}

function namedIn(one: Facts, { of, ofClaim, ofWords }: Namesakes): readonly string[] {
  const { workloads, claims, resource, words, episode } = one;
  const server = serverIn(episode.labels, of);
  if (server !== undefined) return [server];
  if (workloads.length > 0) return workloads.map(of);
  const sets = claims.flatMap((claim) => ofClaim(claim) ?? []);
  if (sets.length > 0 || resource.kind !== 'Unknown') return sets;
  const named = ofWords(words, resource.namespace);
  return named === undefined ? [] : [named];
}
