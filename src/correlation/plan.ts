import { parseTimestamp } from '../alert/timestamp.ts';
import type { Topology } from '../alert/topology.ts';
import type { CorrelationRules } from '../rules/correlation.ts';
import { type PlannedCause, causeStormId } from '../storm/cause-storm.ts';
import { patternOf } from '../storm/pattern.ts';
import type { ScopeMember } from '../storm/scope-member.ts';
import type { Cause } from './cause.ts';
import { correlate } from './correlate.ts';
import type { Episode } from './facts.ts';

/**
 * Which storms a scope's storm is to be divided into. Every member is in exactly one; which, depends on the alerts, the
 * topology and the rules, and not on the order of arrival.
 */
export function planOf(
  scopeId: string,
  members: readonly ScopeMember[],
  topology: Topology,
  rules: CorrelationRules,
): readonly PlannedCause[] {
  const episodes = episodesOf(members);
  return planned(scopeId, episodes, correlate([...episodes.keys()], topology, rules));
}

/** Without a thought of causes: for when these could not be thought of. */
export function planByPattern(scopeId: string, members: readonly ScopeMember[]): readonly PlannedCause[] {
  const episodes = episodesOf(members);
  const byPattern = Map.groupBy(episodes.keys(), ({ labels }) => patternOf(labels).text);
  const causes = [...byPattern].map(([name, some]): Cause => {
    const reason = 'the same alertname in the same namespace, and causes could not be looked for';
    return { kind: 'pattern', name, members: some.map(({ id }) => ({ id, reason })) };
  });
  return planned(scopeId, episodes, causes);
}

function episodesOf(members: readonly ScopeMember[]): ReadonlyMap<Episode, number> {
  const seen = new Map<string, number>();
  return new Map(
    members.map((one) => {
      const name = `${one.member.fingerprint}@${one.member.startsAt}`;
      const times = seen.get(name) ?? 0;
      seen.set(name, times + 1);
      // A sender that names no beginnings can bring two of one name.
      return [episodeOf(one, times === 0 ? name : `${name}#${times}`), one.ordinal];
    }),
  );
}

function episodeOf({ alert, member }: ScopeMember, id: string): Episode {
  return {
    ...{ id, labels: alert?.labels ?? { alertname: member.alertname ?? '' } },
    startsAtMs: parseTimestamp(member.startsAt) ?? member.arrivedAt,
  };
}

function planned(
  scopeId: string,
  episodes: ReadonlyMap<Episode, number>,
  causes: readonly Cause[],
): readonly PlannedCause[] {
  const ordinals = new Map([...episodes].map(([{ id }, ordinal]) => [id, ordinal]));
  const all = causes.map(({ kind, name, members }) => {
    const placed = members.map(({ id, reason }) => [ordinals.get(id) ?? 0, reason] as const);
    return {
      // By what does not depend on who came first.
      ...{ id: causeStormId(scopeId, members.map(({ id }) => id).toSorted()[0] ?? ''), kind, name },
      members: placed.toSorted(([a], [b]) => a - b),
    };
  });
  return all.toSorted((a, b) => (a.members[0]?.[0] ?? 0) - (b.members[0]?.[0] ?? 0));
}
