import { loadConfig } from '../../src/config.ts';
import { defaultCorrelation } from '../../src/rules/correlation.ts';
import { defaultRuleOf } from '../../src/rules/default-rule.ts';
import { type Rule, type RuleBook, type RuleSettings, defaultRuleName } from '../../src/rules/rule.ts';

interface Changes extends Partial<RuleSettings> {
  /** A fixed window. */
  readonly windowMs?: number;
}

/** The settings of a rule where nothing but this is set. */
export function ruleSettingsOf({ windowMs, ...changes }: Changes = {}): RuleSettings {
  const { settings } = defaultRuleOf(loadConfig({ env: {} }).ruleBook);
  return {
    ...settings,
    ...(windowMs !== undefined && { window: { kind: 'fixed', ms: windowMs } }),
    ...changes,
  };
}

/** Rules, and a default one in which nothing but this is set. */
export function ruleBookOf(changes: Changes = {}, ...rules: readonly Rule[]): RuleBook {
  const settings = ruleSettingsOf(changes);
  return {
    rules: [...rules, { name: defaultRuleName, match: [], settings }],
    ...{ tenants: undefined, correlation: defaultCorrelation },
  };
}
