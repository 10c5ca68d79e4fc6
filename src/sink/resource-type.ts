/** What names a kind of resource in a cluster: its group, version and kind, and the plural that stands in its address. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

/** What the definition in deploy/base/crd.yaml calls our resources; a test holds the two together. */
export const alertStormType = {
  group: 'stormfold.io',
  version: 'v1alpha1',
  kind: 'AlertStorm',
  plural: 'alertstorms',
} as const satisfies ResourceType;

/** The type of what has this apiVersion, `group/version`, and kind. */
export function resourceTypeOf({ apiVersion, kind }: { apiVersion: string; kind: string }): ResourceType {
  const [group = '', version = ''] = apiVersion.split('/');
  return { group, version, kind, plural: pluralOf(kind) };
}

/** The plural that Kubernetes' own tools guess; few definitions have another. */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

/** Keys of the labels and annotations that a resource carries. */
export const metadataKeys = {
  alertname: 'stormfold.io/alertname',
  cause: 'stormfold.io/cause',
  instance: 'stormfold.io/instance',
  member: 'stormfold.io/member',
  pattern: 'stormfold.io/pattern',
  patternHash: 'stormfold.io/pattern-hash',
  severity: 'stormfold.io/severity',
  specHash: 'stormfold.io/spec-hash',
  stormId: 'stormfold.io/storm-id',
} as const;
