import type { Labels } from '../alert/alert.ts';
import type { Hints } from '../alert/hints.ts';
import type { Topology } from '../alert/topology.ts';

/** The node behind an address or a name; undefined where nobody knows such a node. */
export type NodeNames = (host: string) => string | undefined;

interface Told {
  readonly labels: Labels;
  readonly hints: Hints;
}

/** The topology's word, else that of an alert that names both. */
export function nodeNames(alerts: readonly Told[], topology: Topology): NodeNames {
  const told = new Map<string, string>();
  for (const { labels, hints } of alerts) {
    const { node, address, pod } = hints;
    if (node !== undefined && address !== undefined && (pod === undefined || isKubelet(labels)))
      told.set(address, node);
  }
  for (const { hints } of alerts) if (hints.node !== undefined) told.set(hints.node, hints.node);
  return (host) => topology.nodeByAddress(host) ?? told.get(host);
}

function isKubelet(labels: Labels): boolean {
  return labels['instance']?.endsWith(':10250') ?? false;
}
