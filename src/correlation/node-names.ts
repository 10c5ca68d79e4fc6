import type { Labels } from '../alert/alert.ts';
import type { Hints } from '../alert/hints.ts';
import type { Topology } from '../alert/topology.ts';

/** The node behind an address or a name; undefined where nobody knows such a node. */
export type NodeNames = (host: string) => string | undefined;

interface Told {
  readonly labels: Labels;
  readonly words: string;
  readonly hints: Hints;
}

/**
 * The topology's word, else that of an alert that names both. What is said of a machine by its address makes a node of
 * that address, for whatever else is scraped there.
 */
export function nodeNames(alerts: readonly Told[], topology: Topology): NodeNames {
  const told = addresses(alerts);
  for (const { hints } of alerts) if (hints.node !== undefined) told.set(hints.node, hints.node);
  for (const one of alerts) {
    const { node, address, pod } = one.hints;
    if (node !== undefined || address === undefined || pod !== undefined || told.has(address)) continue;
    if (isOfMachine(one)) told.set(address, address);
  }
  const names = fullNames([...new Set(told.values())]);
  return (host) => {
    const name = told.get(host);
    return (
      topology.nodeByAddress(host) ??
      (name === undefined ? undefined : (names.get(name) ?? name)) ??
      names.get(host)
    );
  };
}

const isAddress = /^[\d.:a-f]+$/i;

/** By a name, the other one that goes on with its domain, where there is no more than one: `worker-3`, `worker-3.example.com`. */
function fullNames(nodes: readonly string[]): ReadonlyMap<string, string> {
  const named = nodes.filter((node) => !isAddress.test(node));
  const byShort = Map.groupBy(named, (node) => node.split('.', 1)[0] ?? node);
  return new Map(
    [...byShort].flatMap(([short, some]) => {
      const full = some.filter((node) => node !== short);
      const [only] = full;
      return only !== undefined && full.length === 1 ? [[short, only] as const] : [];
    }),
  );
}

/** By address. What names several nodes with one address watches them from there. */
function addresses(alerts: readonly Told[]): Map<string, string> {
  const nodes = new Map<string, Set<string>>();
  for (const { labels, hints } of alerts) {
    const { node, address, pod } = hints;
    if (node !== undefined && address !== undefined && (pod === undefined || isKubelet(labels)))
      nodes.set(address, (nodes.get(address) ?? new Set()).add(node));
  }
  const pairs = [...nodes].flatMap(([address, [only, ...others]]) =>
    only !== undefined && others.length === 0 ? [[address, only] as const] : [],
  );
  return new Map(pairs);
}

function isKubelet(labels: Labels): boolean {
  return labels['instance']?.endsWith(':10250') ?? false;
}

const machineJobs = /node|host|kubelet|machine|windows|icmp|ping/i;
const machineWords = /\b(?:node|host|kubelet|machine|vm)\b/;
/** Of node exporters, for Linux and for Windows, and of kubelets. */
const machinePorts = /:(?:9100|9182|10250|10255)$/;

/** It was measured on a machine, for the machine's own sake. */
function isOfMachine({ labels, words }: Told): boolean {
  const { job = '', service = '', instance = '' } = labels;
  return machineJobs.test(`${job} ${service}`) || machineWords.test(words) || machinePorts.test(instance);
}
