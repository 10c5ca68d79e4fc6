import type { Labels } from '../../alert/alert.ts';
import { parseTimestamp } from '../../alert/timestamp.ts';
import type { Topology } from '../../alert/topology.ts';
import { correlate } from '../../correlation/correlate.ts';
import type { CorrelationRules } from '../../rules/correlation.ts';
import type { CauseKind, Fate } from '../../storm/storm.ts';
import { mostEach } from '../../storm/terms.ts';
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
  const scopes = Map.groupBy(alerts.filter(isCorrelated), ({ route }) => route.pattern.text);
  return [...scopes].map(([scope, some]) => ({
    scope,
    causes: inScope(some, sources).map((cause) => ({ ...cause, number: ++number })),
  }));
}

/** Whether it is asked of an alert what caused it. */
export function isCorrelated({ becomes, route }: ExplainedAlert): boolean {
  return becomes === 'folds' && route.terms.correlate === true;
}

function inScope(alerts: readonly ExplainedAlert[], sources: CauseSources): Omit<ExplainedCause, 'number'>[] {
  const episodes = episodesOf(alerts, sources);
  const byId = new Map(episodes.map((episode) => [episode.id, episode.deliveries]));
  return correlate(episodes, sources.topology, sources.rules).map(({ kind, name, members }) => {
    const known = members.flatMap(({ id, reason }): ExplainedMember[] => {
      const deliveries = byId.get(id);
      return deliveries ? [{ deliveries, reason }] : [];
    });
    return { ...{ kind, name, members: known }, becomes: fateOf(known) };
  });
}

interface DeliveredEpisode {
  /** `<fingerprint>@<startsAt>`. */
  readonly id: string;
  readonly labels: Labels;
  readonly startsAtMs: number;
  readonly deliveries: [ExplainedAlert, ...ExplainedAlert[]];
}

/** As fold.lua tells them apart: of one fingerprint, what began later is another; without a beginning it is a repeat. */
function episodesOf(
  alerts: readonly ExplainedAlert[],
  { episodeSkewMs, nowMs }: Pick<CauseSources, 'episodeSkewMs' | 'nowMs'>,
): readonly DeliveredEpisode[] {
  const episodes: DeliveredEpisode[] = [];
  const latest = new Map<string, DeliveredEpisode>();
  for (const explained of alerts) {
    const { labels, fingerprint, startsAt } = explained.alert;
    const startsAtMs = startsAt === undefined ? undefined : parseTimestamp(startsAt);
    const known = latest.get(fingerprint);
    if (known && (startsAtMs === undefined || startsAtMs <= known.startsAtMs + episodeSkewMs)) {
      known.deliveries.push(explained);
      continue;
    }
    const begun = { id: `${fingerprint}@${startsAt ?? ''}`, startsAtMs: startsAtMs ?? nowMs };
    const episode: DeliveredEpisode = { ...begun, labels, deliveries: [explained] };
    episodes.push(episode);
    latest.set(fingerprint, episode);
  }
  return episodes;
}

/** As seal.lua decides it of a storm whose alerts all fire. */
function fateOf([first, ...others]: readonly ExplainedMember[]): Fate {
  const terms = first?.deliveries[0].route.terms;
  const count = others.length + 1;
  if (terms?.minAlerts === undefined || count >= terms.minAlerts) return 'storm';
  if (terms.below === 'submit' || (terms.below === 'each' && count > mostEach)) return 'below';
  return terms.below;
}
