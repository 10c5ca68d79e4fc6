import { patternHashOf } from '../../storm/storm.ts';
import type { AlertStormManifest } from '../alert-storm.ts';
import { metadataKeys } from '../resource-type.ts';

type Affected = AlertStormManifest['spec']['affectedResources'][number];

/** All that a template may name. */
export interface StormView {
  readonly storm: { readonly id: string; readonly patternHash: string };
  /** Those of the AlertStorm that would be written without a template. */
  readonly metadata: AlertStormManifest['metadata'];
  readonly spec: AlertStormManifest['spec'];
  /** What most of the alerts are about; of several, the one whose alert arrived first. */
  readonly target: Pick<Affected, 'kind' | 'namespace' | 'name'>;
}

export function viewOf({ metadata, spec }: AlertStormManifest): StormView {
  const id = metadata.annotations[metadataKeys.stormId] ?? metadata.name;
  return { storm: { id, patternHash: patternHashOf(id) }, metadata, spec, target: targetOf(spec) };
}

function targetOf({ affectedResources, pattern }: AlertStormManifest['spec']): StormView['target'] {
  const [first, ...others] = affectedResources;
  // Where all of them had to be left out for want of room.
  if (first === undefined) return { kind: 'Unknown', name: pattern.labels['alertname'] ?? pattern.text };
  return others.reduce((most, each) => (each.alerts > most.alerts ? each : most), first);
}
