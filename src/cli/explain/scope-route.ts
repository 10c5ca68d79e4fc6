import type { Labels } from '../../alert/alert.ts';
import { scopeOf } from '../../rules/correlation.ts';
import { defaultRuleOf } from '../../rules/default-rule.ts';
import { type Route, termsOf } from '../../rules/route.ts';
import type { RuleBook } from '../../rules/rule.ts';
import type { StormTerms } from '../../storm/terms.ts';

/** A route as it is where its rule correlates: into the storm of its scope. Other routes are as they are. */
export function withScope(book: RuleBook): (route: Route, labels: Labels) => Route {
  const terms = scopeTerms(book);
  return (route, labels) =>
    route.rule.settings.correlate
      ? { ...route, pattern: scopeOf(labels, book.correlation), terms, tenant: undefined }
      : route;
}

/** Those of the default rule, whatever rule an alert has: several rules share a scope. It has no cooldown and waits for no quiet. */
function scopeTerms(book: RuleBook): StormTerms {
  const { quietMs: _, cooldownMs: __, ...terms } = termsOf(defaultRuleOf(book));
  return { ...terms, maxAlerts: book.correlation.maxAlerts, correlate: true };
}
