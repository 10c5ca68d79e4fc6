import { affectedResourceOf } from '../alert/affected-resource.ts';
import type { AffectedResource, Labels } from '../alert/alert.ts';
import { type Hints, hintsOf } from '../alert/hints.ts';
import { type ResourceRef, type Topology, refKey } from '../alert/topology.ts';
import type { CorrelationRules, Symptom } from '../rules/correlation.ts';
import { usualLabels } from './conventions.ts';
import { type NodeNames, nodeNames } from './node-names.ts';
import { symptomByRule, symptomByWords, wordsOf } from './symptom.ts';
import { namesakesAmong, workloadsOf } from './workload-names.ts';

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
  /** It is about the node itself, not about something on it. */
  readonly aboutNode: boolean;
  readonly claims: readonly string[];
  /** A topology knows where it runs, or what it is made of. */
  readonly placed: boolean;
}

interface Read {
  readonly episode: Episode;
  /** By their usual names. */
  readonly labels: Labels;
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
    return { episode, labels, hints: hintsOf(labels) };
  });
  const nodes = nodeNames(read, topology);
  const facts = read.map((one, order) => factsOfOne(one, order, { topology, nodes, rules }));
  const namesakes = namesakesAmong(facts.flatMap(({ workloads }) => workloads));
  return facts.map((one) => ({ ...one, workloads: one.workloads.map(namesakes) }));
}

interface Known {
  readonly topology: Topology;
  readonly nodes: NodeNames;
  readonly rules: CorrelationRules;
}

function factsOfOne({ episode, labels, hints }: Read, order: number, known: Known): Facts {
  const { topology, nodes, rules } = known;
  const alertname = labels['alertname'] ?? '';
  const [words, resource] = [wordsOf(alertname), affectedResourceOf(labels)];
  const byRule = symptomByRule(episode.labels, rules);
  const { pod } = hints;
  const around = pod && topology.surroundingsOf(pod);
  const address = hints.address === undefined ? undefined : nodes(hints.address);
  const aboutNode = pod === undefined && resource.kind === 'Node' && isNode(resource.name, hints, nodes);
  const node = aboutNode ? (nodes(resource.name) ?? resource.name) : (around?.node ?? hints.node ?? address);
  return {
    ...{ episode, order, alertname, words, resource, pod, node, aboutNode },
    symptom: byRule ?? symptomByWords(labels, words),
    alone: byRule === 'apart',
    workloads: aboutNode ? [] : workloadsOf(labels, resource, hints, topology),
    claims: [...(around?.claims ?? []), ...hints.claims].map(refKey),
    placed: topology.surroundingsOf(pod ?? resource) !== undefined,
  };
}

// An instance that is no address of a node may be anything that is scraped.
function isNode(name: string, { node }: Hints, nodes: NodeNames): boolean {
  return node !== undefined || nodes(name) !== undefined || /^[\w.-]*\d[\w.-]*$/.test(name);
}
