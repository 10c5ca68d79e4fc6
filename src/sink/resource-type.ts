/** What the definition in deploy/base/crd.yaml calls our resources; a test holds the two together. */
export const resourceType = {
  group: 'stormfold.io',
  version: 'v1alpha1',
  kind: 'AlertStorm',
  plural: 'alertstorms',
} as const;

/** Keys of the labels and annotations that a resource carries. */
export const metadataKeys = {
  alertname: 'stormfold.io/alertname',
  instance: 'stormfold.io/instance',
  pattern: 'stormfold.io/pattern',
  patternHash: 'stormfold.io/pattern-hash',
  severity: 'stormfold.io/severity',
  specHash: 'stormfold.io/spec-hash',
  stormId: 'stormfold.io/storm-id',
} as const;
