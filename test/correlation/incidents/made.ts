import type { Labels } from '../../../src/alert/alert.ts';

/** What fired: of which cause, how many seconds in, its alertname, its other labels. */
type Fired = readonly [cause: string, atSeconds: number, alertname: string, labels: Labels];

/** An incident that somebody wrote down, with its truth. Nobody looked at it while deciding how to decide. */
export interface Written {
  readonly name: string;
  readonly description: string;
  /** As in a topology file; absent where nobody knows where things run. */
  readonly topology?: unknown;
  readonly alerts: readonly Fired[];
}

const hashes = ['5d9c8b7f6', '6f8b9c7d54', '7c9d5b8f64', '84f6d9b7c5', '58b7c9f6d4'];
const suffixes = ['x2k4z', 'bq7vd', 'mz9tn', 'gw5lc', 'hp6rs', 'jd8xf', 'kv2wb', 'nl4cq'];

/** The name of a Deployment's pod. */
export function podOf(deployment: string, i = 0): string {
  const hash = hashes[deployment.length % hashes.length] ?? '';
  return `${deployment}-${hash}-${suffixes[i % suffixes.length]}`;
}

/** The name of a DaemonSet's pod. */
export function daemonOf(name: string, i = 0): string {
  return `${name}-${suffixes[i % suffixes.length]}`;
}

/** An entry of a topology file. */
export function placed(kind: string, namespace: string, workload: string, node: string | null, name: string) {
  const claims = kind === 'StatefulSet' ? [`data-${name}`] : [];
  const rs = { kind: 'ReplicaSet', name: name.replace(/-[^-]+$/, '') };
  const owner = { kind, name: workload };
  const owners = kind === 'Deployment' ? [rs, owner] : [owner];
  return { namespace, name, node, owners, podIP: null, pvcs: claims, createdAtMs: null, deletedAtMs: null };
}
