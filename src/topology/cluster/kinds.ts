import type { Interned } from './interned.ts';
import { trimJob, trimReplicaSet } from './trim-owned.ts';
import { trimClaim, trimNode, trimPod } from './trim-pods.ts';
import { trimAutoscaler, trimBudget, trimService } from './trim-selecting.ts';
import type { Fact } from '../fact.ts';

/** A kind of object that is listed and watched. */
export interface WatchedKind {
  readonly kind: string;
  /** Where the API server has them; a later one is asked where an old server, or a new one, has no earlier one. */
  readonly paths: readonly string[];
  /** Its metadata says all that is wanted: the server need not send the rest. */
  readonly metadataOnly?: true;
  /** What is kept of one; undefined for what can't be read as one. */
  readonly trim: (object: unknown, interned: Interned) => Fact | undefined;
}

/** Nodes and what is between pods and their workloads come first: they are few, and make pods worth knowing. */
export const watchedKinds: readonly WatchedKind[] = [
  { kind: 'Node', paths: ['/api/v1/nodes'], trim: trimNode },
  { kind: 'ReplicaSet', paths: ['/apis/apps/v1/replicasets'], metadataOnly: true, trim: trimReplicaSet },
  { kind: 'Job', paths: ['/apis/batch/v1/jobs'], metadataOnly: true, trim: trimJob },
  { kind: 'Pod', paths: ['/api/v1/pods'], trim: trimPod },
  { kind: 'PersistentVolumeClaim', paths: ['/api/v1/persistentvolumeclaims'], trim: trimClaim },
  { kind: 'Service', paths: ['/api/v1/services'], trim: trimService },
  {
    kind: 'PodDisruptionBudget',
    paths: ['/apis/policy/v1/poddisruptionbudgets', '/apis/policy/v1beta1/poddisruptionbudgets'],
    trim: trimBudget,
  },
  {
    kind: 'HorizontalPodAutoscaler',
    paths: ['/apis/autoscaling/v2/horizontalpodautoscalers', '/apis/autoscaling/v1/horizontalpodautoscalers'],
    trim: trimAutoscaler,
  },
];
