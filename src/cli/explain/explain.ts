import { affectedResourceOf } from '../../alert/affected-resource.ts';
import type { AffectedResource, Alert, Notification, RejectedAlert } from '../../alert/alert.ts';
import { mutedUntil } from '../../rules/muted-until.ts';
import { type Route, routing } from '../../rules/route.ts';
import type { Rule, RuleBook } from '../../rules/rule.ts';
import { partitionOf } from '../../storm/pattern.ts';
import { type SealTime, sealTimeOf } from './seal-time.ts';

/** `resolves`: it ends its episode and opens nothing. `folds`: it joins its pattern's open storm, or opens one. */
export type Becomes = 'folds' | 'resolves' | 'muted' | 'excluded';

/** What the rules make of one alert. */
export interface ExplainedAlert {
  /** Its place in the notification, from 0. */
  readonly index: number;
  readonly alert: Alert;
  readonly resource: AffectedResource;
  readonly route: Route;
  readonly partition: number;
  readonly becomes: Becomes;
  /** Of its rule, whatever becomes of the alert; milliseconds since 1970, Infinity for no end in sight. */
  readonly mutedUntilMs: number | undefined;
  /** Of the storm that it would open, if it did so now. */
  readonly seal: SealTime;
}

/** One alert of a notification, as intake would take it. */
export type Explained =
  | { readonly kind: 'alert'; readonly explained: ExplainedAlert }
  | { readonly kind: 'rejected'; readonly rejected: RejectedAlert };

/** What these rules make of a notification that arrives at `nowMs`, alert by alert, in its order. */
export function explaining({ book, partitions, nowMs }: ExplainSources) {
  const routeOf = routing(book, partitions);
  const mutedUntilOf = oncePerRule(({ settings }) => mutedUntil(settings.mute, nowMs));
  const explain = (alert: Alert, index: number): ExplainedAlert => {
    const route = routeOf(alert, nowMs);
    const mutedUntilMs = mutedUntilOf(route.rule);
    return {
      ...{ index, alert, route, mutedUntilMs, resource: affectedResourceOf(alert.labels) },
      partition: partitionOf(route.pattern.hash, partitions),
      becomes: becomesOf(alert, route, mutedUntilMs !== undefined),
      seal: sealTimeOf(route.terms, route.urgentMs, nowMs),
    };
  };
  return (notification: Notification): Explained[] => inOrder(notification, explain);
}

/** Without those that were rejected. */
export function alertsIn(all: readonly Explained[]): readonly ExplainedAlert[] {
  return all.flatMap((each) => (each.kind === 'alert' ? [each.explained] : []));
}

export interface ExplainSources {
  readonly book: RuleBook;
  readonly partitions: number;
  readonly nowMs: number;
}

// In the order in which they are asked: exclusion at intake, the rest in fold.lua.
function becomesOf({ status }: Alert, { excluded }: Route, isMuted: boolean): Becomes {
  if (excluded) return 'excluded';
  if (status === 'resolved') return 'resolves';
  return isMuted ? 'muted' : 'folds';
}

/** A parser tells the places of rejected alerts alone; the others have those that are left. */
function inOrder(
  { received, alerts, rejected }: Notification,
  explain: (alert: Alert, index: number) => ExplainedAlert,
): Explained[] {
  const [left, bad] = [alerts.values(), new Map(rejected.map((each) => [each.index, each]))];
  return Array.from({ length: received }, (_, index) => index).flatMap((index): Explained[] => {
    const wrong = bad.get(index);
    if (wrong) return [{ kind: 'rejected', rejected: wrong }];
    const { value: alert } = left.next();
    return alert ? [{ kind: 'alert', explained: explain(alert, index) }] : [];
  });
}

/** A notification may hold thousands of alerts of one rule, and intervals are looked through minute by minute. */
function oncePerRule<T>(read: (rule: Rule) => T): (rule: Rule) => T {
  const known = new Map<Rule, { readonly value: T }>();
  return (rule) => {
    const found = known.get(rule) ?? { value: read(rule) };
    known.set(rule, found);
    return found.value;
  };
}
