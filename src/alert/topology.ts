import type { AffectedResource } from './alert.ts';

/** An object of a cluster, by what an alert can call it. Nodes and persistent volumes have no namespace. */
export type ResourceRef = AffectedResource;

/** What is known of one resource. What is not known is absent or empty; it is never guessed. */
export interface Surroundings {
  /**
   * What it belongs to, nearest first: a pod's ReplicaSet, then its Deployment. Of an autoscaler its target; of a service,
   * a budget or a claim the workloads whose pods it selects, or that mount it, without what is between.
   */
  readonly owners: readonly ResourceRef[];
  /** Where a pod runs, or ran; a node's own name. */
  readonly node?: string;
  /** What a pod mounts; of a persistent volume, the claim that holds it. */
  readonly claims: readonly ResourceRef[];
  /** Of a node, and of the pods on it. */
  readonly zone?: string;
}

/**
 * What is known of a cluster, all of it in memory: a look-up waits for nobody and never throws. What has been deleted is
 * known for a while longer, because alerts about it come after it is gone.
 */
export interface Topology {
  /** Undefined: nothing is known of it, which does not mean that there is no such thing. */
  surroundingsOf(ref: ResourceRef): Surroundings | undefined;
  /** The node with this address or host name, without a port. */
  nodeByAddress(host: string): string | undefined;
  /** The pod with this address. Pods in the network of their node are not found by it: it is the node's. */
  podByAddress(ip: string): ResourceRef | undefined;
  /** The pods that mount a claim. */
  usersOf(claim: ResourceRef): readonly ResourceRef[];
  /** The pods on a node, those that are gone but not forgotten too. */
  podsOn(node: string): readonly ResourceRef[];
  nodesIn(zone: string): readonly string[];
}

/** Knows nothing: what labels say is all there is. */
export const noTopology: Topology = {
  surroundingsOf: () => undefined,
  nodeByAddress: () => undefined,
  podByAddress: () => undefined,
  usersOf: () => [],
  podsOn: () => [],
  nodesIn: () => [],
};

const clusterScoped = new Set(['Node', 'PersistentVolume']);

/** A reference as a topology holds it; an object of the whole cluster has no namespace, whatever was asked with. */
export function resourceRef(kind: string, namespace: string | undefined, name: string): ResourceRef {
  if (namespace === undefined || clusterScoped.has(kind)) return { kind, name };
  return { kind, namespace, name };
}

/** What tells references apart. No part of a name in Kubernetes has a slash. */
export function refKey({ kind, namespace, name }: ResourceRef): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}
