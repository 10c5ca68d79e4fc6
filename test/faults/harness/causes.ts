import type { AlertStormManifest } from '../../../src/sink/manifest.ts';
import { finder } from './compare.ts';
import type { Cause } from './lane-subject.ts';
import type { Episode, Ledger } from './ledger.ts';

/** What the alerts of one resource are of. */
interface Found {
  readonly name: string;
  readonly scopeId: string;
  readonly causes: readonly Cause[];
}

/**
 * Holds each resource against what its alerts are of by construction: one cause, and all of it that came in one window of its
 * scope. `scopeIds`: by the id of its storm, the storm of a scope that each was divided from.
 */
export function causeFaults(
  ledger: Ledger,
  resources: readonly AlertStormManifest[],
  scopeIds: ReadonlyMap<string, string>,
): string[] {
  const find = finder(ledger.episodes);
  const faults: string[] = [];
  const found = resources.map(({ metadata, spec }): Found => {
    const { name, labels } = metadata;
    const all = spec.members.flatMap((member) => find(spec.pattern.text, member) ?? []);
    const causes = all.flatMap(({ cause }) => cause ?? []);
    faults.push(...mixed(name, causes), ...misnamed(name, spec.pattern.text, all));
    return { name, scopeId: scopeIds.get(labels['stormfold.io/storm-id'] ?? '') ?? '', causes };
  });
  return [...faults, ...tornApart(found)];
}

function mixed(name: string, causes: readonly Cause[]): string[] {
  const names = new Set(causes.map((cause) => cause.name));
  return names.size === 1 ? [] : [`${name} is of ${names.size} causes: ${[...names].join(', ')}`];
}

/** A resource whose alerts have a pattern in common is called by it. */
function misnamed(name: string, text: string, all: readonly Episode[]): string[] {
  const [pattern, ...others] = new Set(all.map((each) => each.pattern));
  if (pattern === undefined || others.length > 0 || pattern === text) return [];
  return [`${name} is called ${text}, and all of it is ${pattern}`];
}

/**
 * Where a window has the head of a cause, all of that cause is one resource. Where it has not, each part of it is; or all is one
 * too, while the window before tells of its head.
 */
function tornApart(found: readonly Found[]): string[] {
  const windows = Map.groupBy(found, ({ scopeId, causes }) => `${scopeId} ${causes[0]?.name}`);
  return [...windows.values()].flatMap((some) => {
    const hasHead = some.some(({ causes }) => causes.some(({ head }) => head));
    const parts = some.map(({ causes }) => new Set(causes.map(({ part }) => (hasHead ? 'all' : part))));
    const distinct = new Set(parts.flatMap((each) => [...each])).size;
    if (some.length === 1 || (parts.every(({ size }) => size === 1) && distinct === some.length)) return [];
    const names = some.map(({ name }) => name).join(', ');
    return [`of one window, ${some[0]?.causes[0]?.name} is torn apart or thrown together: ${names}`];
  });
}
