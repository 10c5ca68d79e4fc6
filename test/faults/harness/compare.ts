import type { AlertStormManifest } from '../../../src/sink/manifest.ts';
import { type Episode, type Ledger, twinLagMs } from './ledger.ts';

/** What is wrong, in numbers, and each case in words. */
export interface Verdict {
  /** Episodes that were accepted, and are in no resource. */
  readonly lost: number;
  /** Episodes that are in resources more than once. */
  readonly double: number;
  /** Storms with more than one resource. */
  readonly duplicates: number;
  /** Episodes that only a loss of power took: accepted within its last second, and not sent again. */
  readonly gone: number;
  readonly faults: readonly string[];
}

/** Holds the resources that exist against what was answered, from outside: nothing here knows how it is done. */
export function compare(ledger: Ledger, resources: readonly AlertStormManifest[]): Verdict {
  const faults: string[] = [];
  const places = new Map<Episode, string[]>();
  const find = finder(ledger.episodes);
  for (const { metadata, spec } of resources) {
    faults.push(...inconsistencies(metadata.name, spec));
    for (const member of spec.members) {
      const episode = find(spec.pattern.text, member);
      if (episode) places.set(episode, [...(places.get(episode) ?? []), metadata.name]);
      else faults.push(`${metadata.name} holds ${member}, which nobody sent`);
    }
  }
  const lost = ledger.episodes.filter((each) => isAccepted(ledger, each) && !places.has(each));
  const double = [...places].filter(([, names]) => names.length > 1);
  const gone = ledger.episodes.filter((each) => each.acceptedAt.length > 0 && !places.has(each));
  const storms = resources.map(({ metadata }) => metadata.labels['stormfold.io/storm-id'] ?? metadata.name);
  const duplicates = storms.length - new Set(storms).size;
  faults.push(...lost.map((each) => `lost: ${nameOf(each)}`));
  faults.push(...double.map(([each, names]) => `double: ${nameOf(each)} in ${names.join(', ')}`));
  if (duplicates > 0) faults.push(`${duplicates} storms have two resources: ${storms.sort().join(' ')}`);
  return { lost: lost.length, double: double.length, duplicates, gone: gone.length - lost.length, faults };
}

function isAccepted(ledger: Ledger, { acceptedAt, partition }: Episode): boolean {
  return acceptedAt.some((at) => ledger.isKept(at, partition));
}

function nameOf({ pattern, name, startsAt }: Episode): string {
  return `${pattern}, ${name} since ${new Date(startsAt).toISOString()}`;
}

/** Finds what a resource of this pattern calls a member. */
export function finder(
  episodes: readonly Episode[],
): (pattern: string, member: string) => Episode | undefined {
  const byFingerprint = Map.groupBy(episodes, ({ fingerprint }) => fingerprint);
  return (pattern, member) => {
    const [fingerprint = '', startsAt = ''] = member.split('@');
    const lag = (each: Episode) => Date.parse(startsAt) - each.startsAt;
    return byFingerprint
      .get(fingerprint)
      ?.find((each) => isOf(each, pattern) && each.sent && [0, twinLagMs].includes(lag(each)));
  };
}

// What is over a tenant's limits is in one storm, whatever its own pattern. What is of one cause: see causes.ts.
function isOf(each: Episode, pattern: string): boolean {
  if (each.cause) return true;
  const tenant = each.pattern.slice(each.pattern.indexOf(' in ') + ' in '.length);
  return each.pattern === pattern || pattern === `overflow of ${tenant}`;
}

function inconsistencies(name: string, spec: AlertStormManifest['spec']): string[] {
  const { alertCount, deliveryCount, resolvedCount, members, affectedResourceCount, truncated } = spec;
  const pods = new Set(members.map((member) => member.split('@')[0])).size;
  const checks: readonly (readonly [boolean, string])[] = [
    [alertCount === members.length, `alertCount ${alertCount} with ${members.length} members`],
    [new Set(members).size === members.length, 'the same member twice'],
    [deliveryCount >= alertCount, `deliveryCount ${deliveryCount} below alertCount ${alertCount}`],
    [resolvedCount <= alertCount, `resolvedCount ${resolvedCount} above alertCount ${alertCount}`],
    [
      // Patterns that share an overflow storm have alerts about the same pods.
      spec.rule === 'overflow' ? affectedResourceCount <= pods : affectedResourceCount === pods,
      `${affectedResourceCount} affected resources of ${pods} pods`,
    ],
    [!truncated, 'truncated'],
  ];
  return checks.filter(([holds]) => !holds).map(([, fault]) => `${name}: ${fault}`);
}
