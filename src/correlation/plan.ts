import { parseTimestamp } from '../alert/timestamp.ts';
import type { Topology } from '../alert/topology.ts';
import type { CorrelationRules } from '../rules/correlation.ts';
import { type DivisionPlan, type PlannedCause, causeStormId, earliest } from '../storm/cause-storm.ts';
import { patternOf } from '../storm/pattern.ts';
import type { ScopeMember } from '../storm/scope-member.ts';
import type { Storm } from '../storm/storm.ts';
import type { Cause } from './cause.ts';
import { correlate } from './correlate.ts';
import { type Ripening, ripeOf } from './ripe.ts';
import type { Episode } from './facts.ts';

interface PlanSources {
  /** Alerts that were divided a while before: they tell what others come from, and are in storms already. */
  readonly before: readonly ScopeMember[];
  readonly topology: Topology;
  readonly rules: CorrelationRules;
}

/**
 * Which storms a scope's sealed storm is to be divided into, and which of its members go over into the next. Every member is
 * in one of them; which, depends on the alerts, the topology and the rules, and not on the order of arrival.
 */
export function planOf(
  scope: Storm,
  members: readonly ScopeMember[],
  { before, topology, rules }: PlanSources,
): DivisionPlan {
  const episodes = episodesOf(members);
  const own = new Set([...episodes.keys()].map(({ id }) => id));
  // What was carried over stands in both.
  const others = [...episodesOf(before).keys()].filter(({ id }) => !own.has(id));
  const all = correlate([...episodes.keys(), ...others], topology, rules);
  const causes = all.map((cause) => ({ ...cause, members: cause.members.filter(({ id }) => own.has(id)) }));
  const left = causes.filter((cause) => cause.members.length > 0);
  return split(planned(scope.id, episodes, left), members, ripeOf(scope));
}

/** Without a thought of causes: for when these could not be thought of. */
export function planByPattern(scope: Storm, members: readonly ScopeMember[]): DivisionPlan {
  const episodes = episodesOf(members);
  const byPattern = Map.groupBy(episodes.keys(), ({ labels }) => patternOf(labels).text);
  const causes = [...byPattern].map(([name, some]): Cause => {
    const reason = 'the same alertname in the same namespace, and causes could not be looked for';
    return { kind: 'pattern', name, members: some.map(({ id }) => ({ id, reason })) };
  });
  return { causes: planned(scope.id, episodes, causes), carried: [] };
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

function split(
  causes: readonly PlannedCause[],
  members: readonly ScopeMember[],
  { endOf, isRipe }: Ripening,
): DivisionPlan {
  const timed = causes.map((cause) => {
    return { cause, end: earliest(cause.members.map(([ordinal]) => endOf(members[ordinal]))) };
  });
  const later = timed.filter(({ end }) => !isRipe(end));
  const carried = later.flatMap(({ cause }) => cause.members.map(([ordinal]) => ordinal));
  return {
    causes: timed.filter(({ end }) => isRipe(end)).map(({ cause }) => cause),
    carried: carried.toSorted((a, b) => a - b),
    ...(later.length > 0 && { carriedUntil: earliest(later.map(({ end }) => end)) }),
  };
}
