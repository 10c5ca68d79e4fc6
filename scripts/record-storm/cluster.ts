import { createHash } from 'node:crypto';

/** The cluster that the incident happens in. Every name is made up, and the same in every recording. */
export const nodes = ['pool-a-0', 'pool-a-1', 'pool-a-2', 'pool-a-3', 'pool-a-4'] as const;
export const deadNode = 'pool-a-3';

export function addressOf(node: (typeof nodes)[number]): string {
  return `10.20.0.${10 + nodes.indexOf(node)}`;
}

/** Letters that Kubernetes takes for random suffixes. */
const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** Names as a Deployment gives them to its pods. */
export function podsOf(deployment: string, count: number): string[] {
  const replicaSet = suffix(deployment, 9);
  return Array.from({ length: count }, (_, i) => `${deployment}-${replicaSet}-${suffix(deployment + i, 5)}`);
}

export function uidOf(pod: string): string {
  const hex = createHash('sha1').update(pod).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function suffix(seed: string, length: number): string {
  const bytes = createHash('sha1').update(`suffix of ${seed}`).digest();
  return [...bytes.subarray(0, length)].map((byte) => letters[byte % letters.length]).join('');
}
