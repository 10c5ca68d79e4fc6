import type { Topology } from '../../alert/topology.ts';
import { correlate } from '../../correlation/correlate.ts';
import type { CorrelationRules } from '../../rules/correlation.ts';
import type { CauseKind, Fate } from '../../storm/storm.ts';
import { mostEach } from '../../storm/terms.ts';
import { type DeliveredEpisode, episodesOf } from './episodes.ts';
import type { ExplainedAlert } from './explain.ts';

/** A cause, and what would be made of it. */
export interface ExplainedCause {
  /** From 1, over all scopes. */
  readonly number: number;
  readonly kind: CauseKind;
  readonly name: string;
  readonly becomes: Fate;
  readonly members: readonly ExplainedMember[];
}

interface ExplainedMember {
  /** The alert each time that it was delivered; never empty. */
  readonly deliveries: readonly [ExplainedAlert, ...ExplainedAlert[]];
  readonly reason: string;
}

/** What alerts of one scope come from. */
export interface ScopeCauses {
  /** `everything of cluster eu-1`. */
  readonly scope: string;
  readonly causes: readonly ExplainedCause[];
}

export interface CauseSources {
  readonly rules: CorrelationRules;
  readonly topology: Topology;
  /** A later delivery of an alert that began no more than this after the first is a repeat of it. */
  readonly episodeSkewMs: number;
  /** When alerts began that do not say it. */
  readonly nowMs: number;
}

/** What folding alerts of rules that correlate come from, if all stood in one window. Repeats count once. */
export function causesOf(alerts: readonly ExplainedAlert[], sources: CauseSources): readonly ScopeCauses[] {
  let number = 0;
  const episodes = episodesOf(alerts, sources);
  const scopes = Map.groupBy(episodes, ({ deliveries: [{ route }] }) => route.pattern.text);
  return [...scopes].map(([scope, some]) => ({
    scope,
    causes: inScope(some, sources).map((cause) => ({ ...cause, number: ++number })),
  }));
}

function inScope(
  episodes: readonly DeliveredEpisode[],
  sources: CauseSources,
): Omit<ExplainedCause, 'number'>[] {
  const byId = new Map(episodes.map((episode) => [episode.id, episode.deliveries]));
  return correlate(episodes, sources.topology, sources.rules).map(({ kind, name, members }) => {
    const known = members.flatMap(({ id, reason }): ExplainedMember[] => {
      const deliveries = byId.get(id);
      return deliveries ? [{ deliveries, reason }] : [];
    });
    return { ...{ kind, name, members: known }, becomes: fateOf(known) };
  });
}

/** As seal.lua decides it of a storm whose alerts all fire. */
function fateOf([first, ...others]: readonly ExplainedMember[]): Fate {
  const terms = first?.deliveries[0].route.terms;
  const count = others.length + 1;
  if (terms?.minAlerts === undefined || count >= terms.minAlerts) return 'storm';
  if (terms.below === 'submit' || (terms.below === 'each' && count > mostEach)) return 'below';
  return terms.below;
}
