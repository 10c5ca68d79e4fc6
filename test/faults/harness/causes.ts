import type { AlertStormManifest } from '../../../src/sink/manifest.ts';
import { finder } from './compare.ts';
import type { Cause } from './lane-subject.ts';
import type { Episode, Ledger } from './ledger.ts';

/** What the alerts of one resource are of. */
interface Found {
  readonly name: string;
  readonly openedAt: number;
  readonly scopeId: string;
  readonly causes: readonly Cause[];
}

/**
 * Holds each resource against what its alerts are of by construction: one cause, and all of it that came in one window of its
 * scope; the next window of it begins no sooner than this one ends. `scopeIds`: by the id of its storm, the storm of a scope that
 * each was divided from.
 */
export function causeFaults(
  ledger: Ledger,
  resources: readonly AlertStormManifest[],
  { scopeIds, apartMs }: { readonly scopeIds: ReadonlyMap<string, string>; readonly apartMs: number },
): string[] {
  const find = finder(ledger.episodes);
  const faults: string[] = [];
  const found = resources.map(({ metadata, spec }): Found => {
    const { name, labels } = metadata;
    const all = spec.members.flatMap((member) => find(spec.pattern.text, member) ?? []);
    const causes = all.flatMap(({ cause }) => cause ?? []);
    faults.push(...mixed(name, causes), ...misnamed(name, spec.pattern.text, all));
    const scopeId = scopeIds.get(labels['stormfold.io/storm-id'] ?? '') ?? '';
    return { name, openedAt: Date.parse(spec.window.openedAt), scopeId, causes };
  });
  return [...faults, ...tornApart(found), ...tooNear(found, apartMs)];
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

/** Resources of one cause, both with its head or both of one part of it, whose windows can't have followed each other. */
function tooNear(found: readonly Found[], apartMs: number): string[] {
  const rows = Map.groupBy(found, ({ causes }) => {
    const part = causes.some(({ head }) => head) ? 'head' : causes.map((cause) => cause.part).toSorted()[0];
    return `${causes[0]?.name} ${part}`;
  });
  return [...rows.values()].flatMap((row) => {
    const sorted = row.toSorted((a, b) => a.openedAt - b.openedAt);
    return sorted.slice(1).flatMap((next, i) => {
      const before = sorted[i];
      const apart = next.openedAt - (before?.openedAt ?? 0);
      return apart >= apartMs ? [] : [`${next.name} opened ${apart} ms after ${before?.name}, of one cause`];
    });
  });
}
