import type { StormSnapshot } from '../storm/snapshot.ts';
import { patternHashOf, type Storm } from '../storm/storm.ts';
import type { AlertStormManifest } from './alert-storm.ts';
import { caps } from './caps.ts';
import { buildSpec } from './manifest-spec.ts';
import type { Pairs } from './resource.ts';
import { labelValueOf, resourceNameOf } from './resource-name.ts';
import { metadataKeys, alertStormType } from './resource-type.ts';
import { cutText } from './size.ts';
import { specHashOf } from './spec-hash.ts';

export type { AlertStormManifest } from './alert-storm.ts';
export { resourceNameOf } from './resource-name.ts';

export interface ManifestOptions {
  readonly namespace?: string;
  /** Name of the resource of the storm of the same pattern before this one. */
  readonly previousName?: string;
  readonly instance: string;
}

/**
 * The resource of a sealed storm, within `caps` whatever the storm's size. The same snapshot gives the same manifest:
 * a retry recognises its own earlier write by the storm's id and the hash of the spec.
 */
export function buildManifest(snapshot: StormSnapshot, options: ManifestOptions): AlertStormManifest {
  const { storm } = snapshot;
  const { namespace, previousName, instance } = options;
  const spec = buildSpec(snapshot, previousName);
  return {
    apiVersion: `${alertStormType.group}/${alertStormType.version}`,
    kind: alertStormType.kind,
    metadata: {
      name: resourceNameOf(storm),
      ...(namespace !== undefined && { namespace }),
      labels: labelsOf(storm),
      annotations: annotationsOf(storm, instance, specHashOf(spec)),
    },
    spec,
  };
}

/** For selectors. What nothing valid remains of is left out; the true text stands in the annotations. */
function labelsOf(storm: Storm): Pairs {
  const texts = {
    [metadataKeys.patternHash]: patternHashOf(storm.id),
    [metadataKeys.stormId]: storm.id,
    [metadataKeys.alertname]: storm.pattern.labels['alertname'] ?? '',
    [metadataKeys.severity]: storm.severity,
    [metadataKeys.cause]: storm.cause?.kind ?? '',
  };
  return validLabels(texts);
}

/** What a selector may ask for, of any texts. */
export function validLabels(texts: Pairs): Pairs {
  const valid = Object.entries(texts).map(([key, text]) => [key, labelValueOf(text)] as const);
  return Object.fromEntries(valid.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function annotationsOf(storm: Storm, instance: string, specHash: string): Pairs {
  return {
    [metadataKeys.pattern]: cutText(storm.pattern.text, caps.patternAnnotation),
    [metadataKeys.stormId]: storm.id,
    [metadataKeys.specHash]: specHash,
    [metadataKeys.instance]: cutText(instance, caps.instanceAnnotation),
  };
}
