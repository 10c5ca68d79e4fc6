import { snapshotOfMember } from '../storm/member-snapshot.ts';
import { type StormSnapshot, memberText } from '../storm/snapshot.ts';
import type { StormMember } from '../storm/storm.ts';
import { type AlertStormManifest, type ManifestOptions, buildManifest, validLabels } from './manifest.ts';
import { caps } from './caps.ts';
import { memberResourceNameOf } from './resource-name.ts';
import { metadataKeys } from './resource-type.ts';
import { cutText } from './size.ts';

/**
 * All that is written for a sealed storm: by its fate one resource, one for each of its members, or none. `members` are
 * asked for where each has its own: all of them, in order of arrival, at most 100; what joined after the seal stands
 * behind them and gets none. The same storm gives the same manifests, under the same names. Throws a RangeError where
 * members are missing: their alerts would be lost in silence.
 */
export function buildManifests(
  snapshot: StormSnapshot,
  options: ManifestOptions,
  members?: readonly StormMember[],
): readonly AlertStormManifest[] {
  const { id, fate, alertCount } = snapshot.storm;
  if (fate === 'drop') return [];
  if (fate !== 'each') return [buildManifest(snapshot, options)];
  const own = (members ?? []).slice(0, alertCount);
  if (own.length < alertCount)
    throw new RangeError(`storm ${id} has ${alertCount} members, and only ${own.length} are at hand`);
  return own.map((member, index) => manifestOfMember(snapshot, options, { member, ordinal: index + 1 }));
}

function manifestOfMember(
  whole: StormSnapshot,
  options: ManifestOptions,
  { member, ordinal }: { readonly member: StormMember; readonly ordinal: number },
): AlertStormManifest {
  const { apiVersion, kind, metadata, spec } = buildManifest(snapshotOfMember(whole, member), options);
  const { storm } = whole;
  const name = memberResourceNameOf(storm, ordinal);
  const text = cutText(memberText(member), caps.member);
  const annotations = { ...metadata.annotations, [metadataKeys.member]: text };
  // Of a cause's alerts each may have another name.
  const own = storm.cause ? validLabels({ [metadataKeys.alertname]: member.alertname ?? '' }) : {};
  const labels = { ...metadata.labels, ...own };
  return { apiVersion, kind, metadata: { ...metadata, name, labels, annotations }, spec };
}
