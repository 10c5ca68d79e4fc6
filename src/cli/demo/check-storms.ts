import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import type { AlertStormManifest, AlertStormSpec } from '../../sink/alert-storm.ts';
import { differs } from './differs.ts';
import type { TrueResource, TrueStorm } from './truth.ts';

/** A file of the sink, read back. */
export interface WrittenResource {
  readonly file: string;
  readonly manifest: AlertStormManifest;
}

/** Exactly one resource a storm, with exactly its alerts; and none besides. */
export function checkStorms(storms: readonly TrueStorm[], resources: readonly WrittenResource[]): string[] {
  const byPattern = Map.groupBy(resources, ({ manifest }) => manifest.spec.pattern.text);
  const known = new Set(storms.map(({ pattern }) => pattern));
  const unknown = [...byPattern.keys()].filter((pattern) => !known.has(pattern));
  return [
    ...differs('resources', resources.length, storms.length),
    ...storms.flatMap((storm) => checkStorm(storm, byPattern.get(storm.pattern) ?? [])),
    ...unknown.map((pattern) => `${pattern}: a storm that nobody expected`),
  ];
}

function checkStorm(storm: TrueStorm, found: readonly WrittenResource[]): string[] {
  const [only] = found;
  const faults =
    found.length === 1 && only ? checkResource(storm, only) : differs('resources', found.length, 1);
  return faults.map((fault) => `${storm.pattern}: ${fault}`);
}

function checkResource(storm: TrueStorm, { file, manifest }: WrittenResource): string[] {
  const { spec, metadata } = manifest;
  return [
    ...differs('file', basename(file), `${metadata.name}.yaml`),
    ...differs('severity', spec.severity, storm.severity),
    ...differs('alertCount', spec.alertCount, storm.alertCount),
    ...differs('deliveryCount', spec.deliveryCount, storm.deliveryCount),
    ...differs('resolvedCount', spec.resolvedCount, storm.resolvedCount),
    ...differs('affectedResourceCount', spec.affectedResourceCount, storm.resources.length),
    ...differs('truncated', String(spec.truncated), 'false'),
    ...checkMembers(storm.members, spec.members),
    ...checkAffected(storm, spec),
  ];
}

function checkMembers(wanted: readonly string[], found: readonly string[]): string[] {
  const [extra, missing] = [
    found.filter((one) => !wanted.includes(one)),
    wanted.filter((one) => !found.includes(one)),
  ];
  return [
    ...differs('members', found.length, wanted.length),
    ...missing.map((member) => `member ${member} is missing`),
    ...extra.map((member) => `member ${member} belongs elsewhere`),
  ];
}

function checkAffected(
  { resources }: TrueStorm,
  { affectedResources, affectedResourcesByKind }: AlertStormSpec,
): string[] {
  const wanted = new Map(resources.map((resource) => [keyOf(resource), resource]));
  const found = new Map(affectedResources.map((resource) => [keyOf(resource), knownOf(resource)]));
  const keys = new Set([...wanted.keys(), ...found.keys()]);
  const wrong = [...keys].filter((key) => !isDeepStrictEqual(found.get(key), wanted.get(key)));
  const byKind = Map.groupBy(resources, ({ kind }) => kind);
  const kinds = Object.fromEntries([...byKind].map(([kind, list]) => [kind, list.length]));
  return [
    ...differs('affectedResources', affectedResources.length, resources.length),
    ...wrong.map((key) => `affected ${key}: ${json(found.get(key))}, and not ${json(wanted.get(key))}`),
    ...(isDeepStrictEqual({ ...affectedResourcesByKind }, kinds)
      ? []
      : [`by kind: ${json(affectedResourcesByKind)}, and not ${json(kinds)}`]),
  ];
}

/** All but when it was first seen, which is another time in each run. */
function knownOf({ kind, namespace, name, alerts, resolved }: TrueResource): TrueResource {
  return { kind, ...(namespace !== undefined && { namespace }), name, alerts, resolved };
}

function keyOf({ kind, namespace, name }: { kind: string; namespace?: string; name: string }): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join(' ');
}

function json(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
