import { type Blame } from './blame.ts';
import type { Conventions } from './conventions.ts';
import type { Faults } from './faults.ts';

export interface Node {
  readonly name: string;
  readonly address: string;
  readonly zone: string;
}

export interface Owner {
  readonly kind: string;
  readonly name: string;
}

export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly namespace: string;
  readonly name: string;
  replicas: number;
  readonly containers: readonly string[];
  /** Has a service in front of it, and is scraped. */
  readonly serves: boolean;
  readonly routes: readonly string[];
  /** Most replicas that its autoscaler allows; none without one. */
  readonly hpa?: number | undefined;
  /** Ready pods that its disruption budget asks for; none without one. */
  readonly pdb?: number | undefined;
  /** Its pods have a volume each. */
  readonly volumes: boolean;
  /** Of its current ReplicaSet. */
  hash: string;
}

export interface Job {
  readonly namespace: string;
  readonly name: string;
  readonly cronJob: string;
}

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly ip: string;
  /** Undefined: not placed yet. */
  node: Node | undefined;
  readonly workload: Workload | undefined;
  readonly job: Job | undefined;
  /** The nearest first. */
  readonly owners: readonly Owner[];
  readonly containers: readonly string[];
  readonly volume: string | undefined;
  /** Null: it was there before the incident. */
  readonly createdMs: number | null;
  deletedMs: number | null;
  /** Told to go, by a node that does not answer. */
  leaving: boolean;
}

/** Something outside of workloads that is watched: a URL, a certificate, a database, a queue, a quota. */
export interface Watched {
  readonly namespace: string;
  readonly name: string;
  /** Of an ingress: its URL's host, its certificate and the services behind it. */
  readonly host?: string | undefined;
  readonly secret?: string | undefined;
  readonly services?: readonly string[] | undefined;
}

export interface World {
  readonly conventions: Conventions;
  readonly nodes: readonly Node[];
  readonly workloads: readonly Workload[];
  readonly jobs: readonly Job[];
  readonly pods: Pod[];
  readonly ingresses: readonly Watched[];
  readonly databases: readonly Watched[];
  readonly queues: readonly Watched[];
  readonly quotas: readonly Watched[];
  readonly faults: Faults;
  readonly blame: Blame;
  /** Milliseconds since it began. */
  nowMs(): number;
}

export function idOf(pod: Pod): string {
  return `pod/${pod.namespace}/${pod.name}`;
}

export function nodeId({ name }: Node): string {
  return `node/${name}`;
}

export function workloadId({ kind, namespace, name }: Workload): string {
  return `${kind}/${namespace}/${name}`;
}

export function serviceId({ namespace, name }: { namespace: string; name: string }): string {
  return `service/${namespace}/${name}`;
}

/** Everything that stands in metrics: what is deleted does not. */
export function presentPods({ pods }: World): Pod[] {
  return pods.filter(({ deletedMs }) => deletedMs === null);
}
