import type { Labels } from '../alert/alert.ts';
import type { ResourceRef } from '../alert/topology.ts';
import type { Selector } from './selector.ts';

/** What is kept of one object: a few hundred bytes, where the object itself may have ten thousand. */
export interface Fact {
  readonly ref: ResourceRef;
  /** What it belongs to at once: of a pod the ReplicaSet, of that the Deployment. */
  readonly owner?: ResourceRef | undefined;
  /** Of a pod, once it is placed. */
  readonly node?: string | undefined;
  /** Of a pod. */
  readonly claims?: readonly ResourceRef[];
  /** Of a node, host names among them; of a pod, unless it uses its node's. */
  readonly addresses?: readonly string[];
  /** Of a pod that has run: its address may be another's by now. */
  readonly ended?: boolean;
  /** Of a pod, to be selected by. */
  readonly labels?: Labels;
  /** Of a service or a budget. */
  readonly selector?: Selector;
  /** What it is about, where that is said by name: an autoscaler's target. */
  readonly targets?: readonly ResourceRef[];
  /** Of a claim, the name of its persistent volume. */
  readonly volume?: string | undefined;
  /** Of a node. */
  readonly zone?: string | undefined;
}
