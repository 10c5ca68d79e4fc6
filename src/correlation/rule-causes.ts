import type { Labels } from '../alert/alert.ts';
import type { CauseRule, CorrelationRules } from '../rules/correlation.ts';
import { type Matchers, matches } from '../rules/matchers.ts';
import type { Facts } from './facts.ts';
import type { Found } from './found.ts';
import { Timeline, spells } from './timeline.ts';

/** Causes that somebody told of: rule by rule, in their order. */
export function ruleCauses(
  facts: readonly Facts[],
  { causes, withinMs }: CorrelationRules,
): readonly Found[] {
  const free = new Set(facts.filter(({ alone }) => !alone));
  return causes.flatMap((rule) => {
    const found = causesBy(rule, [...free], withinMs);
    for (const { members } of found) for (const { one } of members) free.delete(one);
    return found;
  });
}

function causesBy(rule: CauseRule, free: readonly Facts[], withinMs: number): readonly Found[] {
  const matching = Map.groupBy(free, ({ episode }) => roleOf(rule, episode.labels));
  const taken = Map.groupBy(matching.get('taken') ?? [], ({ episode }) => equalOf(rule, episode.labels));
  const byEqual = Map.groupBy(matching.get('cause') ?? [], ({ episode }) => equalOf(rule, episode.labels));
  return [...byEqual].flatMap(([equal, heads]) => causesAmong(rule, heads, taken.get(equal) ?? [], withinMs));
}

/** What matches both is a cause: nothing is taken by itself. */
function roleOf({ cause, takes }: CauseRule, labels: Labels): 'cause' | 'taken' | undefined {
  if (matchesAny(cause, labels)) return 'cause';
  return matchesAny(takes, labels) ? 'taken' : undefined;
}

function matchesAny(sets: readonly Matchers[], labels: Labels): boolean {
  return sets.some((matchers) => matches(matchers, labels));
}

/** A label that both lack is equal, as in Alertmanager; an empty one is a missing one. */
function equalOf({ equal }: CauseRule, labels: Labels): string {
  return JSON.stringify(equal.map((name) => valueOf(labels, name)));
}

// A label may be called `constructor`, and every object inherits one.
function valueOf(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}

/** All of these are alike in the labels that have to be equal. Causes that begin within the time are one. */
function causesAmong(
  rule: CauseRule,
  heads: readonly Facts[],
  followers: readonly Facts[],
  withinMs: number,
): readonly Found[] {
  const timeline = new Timeline(heads, startOf);
  const byHead = Map.groupBy(followers, (one) => headOf(one, timeline, withinMs));
  return spells(heads, startOf, withinMs).flatMap((spell) => {
    const taken = spell.flatMap((head) => (byHead.get(head) ?? []).map((one) => ({ one, head })));
    // Left to what follows: other rules, and what Stormfold knows by itself.
    if (taken.length === 0) return [];
    return [foundBy(rule, spell, taken)];
  });
}

function startOf({ episode }: Facts): number {
  return episode.startsAtMs;
}

/** The last that began before it; else the first that began after it. */
function headOf(one: Facts, heads: Timeline<Facts>, withinMs: number): Facts | undefined {
  const at = startOf(one);
  const near = (head: Facts | undefined) => head && Math.abs(startOf(head) - at) <= withinMs;
  const [before, after] = [heads.lastUntil(at), heads.firstAfter(at)];
  return near(before) ? before : near(after) ? after : undefined;
}

function foundBy(
  rule: CauseRule,
  heads: readonly Facts[],
  taken: readonly { readonly one: Facts; readonly head: Facts }[],
): Found {
  return {
    kind: 'rule',
    name: nameOf(rule, heads),
    members: [
      ...heads.map((one) => ({ one, reason: `it is what the rule "${rule.name}" calls the cause` })),
      ...taken.map(({ one, head }) => ({ one, reason: reasonOf(rule, one, head) })),
    ],
  };
}

function nameOf({ name, equal }: CauseRule, [head]: readonly Facts[]): string {
  const values = equal.map((label) => valueOf(head?.episode.labels ?? {}, label)).filter(Boolean);
  return values.length === 0 ? name : `${name} (${values.join(', ')})`;
}

function reasonOf({ name }: CauseRule, one: Facts, head: Facts): string {
  const afterMs = startOf(one) - startOf(head);
  const seconds = Math.round(Math.abs(afterMs) / 1000);
  return `the rule "${name}" takes it: it began ${seconds} s ${afterMs < 0 ? 'before' : 'after'} ${head.alertname}`;
}
