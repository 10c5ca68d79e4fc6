import type { Rule, RuleBook, Window } from './rule.ts';

/** The rule of every alert that no other rule takes. */
export function defaultRuleOf({ rules }: RuleBook): Rule {
  // The last one by the type of the list, which `at` does not know.
  return rules.at(-1) ?? rules[0];
}

/** The longest that a storm can take alerts, in milliseconds. */
export function longestMs(window: Window): number {
  return window.kind === 'fixed' ? window.ms : window.maxMs;
}
