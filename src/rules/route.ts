import type { Alert } from '../alert/alert.ts';
import type { Pattern } from '../storm/pattern.ts';
import type { StormTerms, Tenant, TimeRange } from '../storm/terms.ts';
import { defaultRuleOf, longestMs } from './default-rule.ts';
import { homing, isLimited, scoping } from './home.ts';
import { formatMatchers, matches } from './matchers.ts';
import { muting } from './mute.ts';
import { type Rule, type RuleBook, type RuleSettings, defaultRuleName } from './rule.ts';

/** Where an alert goes, and on which terms. */
export interface Route {
  readonly rule: Rule;
  /** It is counted and goes no further. */
  readonly excluded: boolean;
  readonly pattern: Pattern;
  readonly terms: StormTerms;
  /** Undefined: nobody's, and nothing is limited. */
  readonly tenant: Tenant | undefined;
  /** How long it waits at most, where it is urgent. */
  readonly urgentMs: number | undefined;
  /** When alerts of its rule are set aside, as far as it matters now. */
  readonly muted: readonly TimeRange[];
}

export type RouteOf = (alert: Alert, nowMs: number) => Route;

/** What the rules make of alerts: the first rule that matches decides. */
export function routing(book: RuleBook, partitions: number): RouteOf {
  // One for all rules: alerts of two of them share a job only with the same terms.
  const [scopeTerms, scope] = [scopeTermsOf(book), scoping(book.correlation.scope)];
  const roadOf = (rule: Rule) => ({
    ...{ rule, mutedAt: muting(rule.settings.mute) },
    ...(rule.settings.correlate
      ? { terms: scopeTerms, homeOf: scope }
      : { terms: termsOf(rule), homeOf: homing(byOf(rule), book.tenants, partitions) }),
  });
  const roads = book.rules.map(roadOf);
  const last = roadOf(defaultRuleOf(book));
  return (alert, nowMs) => {
    const { labels } = alert;
    const { rule, terms, mutedAt, homeOf } = roads.find((road) => matches(road.rule.match, labels)) ?? last;
    const { pattern, tenant } = homeOf(labels);
    const excluded = rule.settings.exclude.some((matchers) => matches(matchers, labels));
    const urgentMs = urgencyOf(alert, rule.settings);
    return { rule, terms, excluded, pattern, tenant, urgentMs, muted: mutedAt(nowMs) };
  };
}

/** What decides which alerts share a pattern: after a change of it, an alert may be remembered in another partition. */
export function patternsText({ rules, tenants, correlation }: RuleBook): string {
  const deciding = rules.map(({ name, match, settings: { by, correlate } }) => {
    return [name, formatMatchers(match), correlate ? `the scope: ${correlation.scope}` : by];
  });
  return JSON.stringify([deciding, tenants && isLimited(tenants) ? tenants.label : '']);
}

/** What a rule's storms are opened with. */
export function termsOf({ name, settings }: Rule): StormTerms {
  const { window, maxAlerts, minAlerts, cooldownMs, flapAfter } = settings;
  const { below, whenResolved, cooldownMax, updates } = settings;
  return {
    rule: name,
    windowMs: longestMs(window),
    ...(window.kind === 'quiet' && { quietMs: window.quietMs }),
    ...(maxAlerts !== undefined && { maxAlerts }),
    ...(minAlerts !== undefined && { minAlerts }),
    ...{ below, whenResolved },
    ...(cooldownMs !== undefined && { cooldownMs }),
    ...{ cooldownMax, updates },
    ...(flapAfter !== undefined && { flapAfter }),
  };
}

/** What a scope's storm is opened with. What is made of each cause in it is as the default rule says. */
function scopeTermsOf(book: RuleBook): StormTerms {
  const { quietMs: _quiet, cooldownMs: _cooldown, ...terms } = termsOf(defaultRuleOf(book));
  return { ...terms, maxAlerts: book.correlation.maxAlerts, cooldownMax: 0, correlate: true };
}

function byOf({ name, settings }: Rule) {
  return { by: settings.by, ...(name !== defaultRuleName && { rule: name }) };
}

function urgencyOf(alert: Alert, { urgent, urgentWaitMs }: RuleSettings): number | undefined {
  return urgent.some((matchers) => matches(matchers, alert.labels)) ? urgentWaitMs : undefined;
}
