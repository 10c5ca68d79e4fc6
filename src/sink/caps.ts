import { snapshotCaps } from '../storm/snapshot.ts';

/**
 * The most that a resource carries. `items` and `pairs` are counts, everything else is bytes as size.ts counts them, so
 * that the definition may say the same numbers as lengths in characters.
 *
 * etcd takes about 1.5 MiB, and we promise less than 1 MiB. We stay far below because of `kubectl apply`: it stores the
 * whole resource once more as an annotation, and all annotations together may have 256 KiB. One byte more and the files
 * of the directory sink could not be applied.
 */
export const caps = {
  manifest: 232 * 1024,
  spec: 212 * 1024,
  patternText: 8 * 1024,
  patternLabels: 16 * 1024,
  commonLabels: 24 * 1024,
  commonAnnotations: 24 * 1024,
  /** Of one label or annotation. */
  key: 256,
  value: 4 * 1024,
  pairs: 64,
  severity: 128,
  /** Their names are DNS labels. */
  rule: 63,
  kind: 128,
  kindItems: snapshotCaps.kinds,
  resourceItems: snapshotCaps.affectedResources,
  /** Twice and four times what Kubernetes allows, for alerts about things outside it. */
  resourceNamespace: 512,
  resourceName: 1024,
  memberItems: snapshotCaps.members,
  member: 256,
  causeName: 1024,
  alertItems: snapshotCaps.members,
  alertname: 512,
  reason: 512,
  joinedItems: 100,
  sampleItems: 10,
  /** A sample that gets less room than this says too little to be kept. */
  sampleLeast: 1024,
  fingerprint: 128,
  generatorURL: 4 * 1024,
  previous: 63,
  patternAnnotation: 16 * 1024,
  instanceAnnotation: 1024,
} as const;
