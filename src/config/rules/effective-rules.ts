import { allLabels, defaultRuleName } from '../../rules/rule.ts';
import { pathOf } from '../keys.ts';
import { type Setting, plain, shown } from '../setting.ts';
import { type RuleSettingName, ruleSettingNames, ruleSettings } from '../settings-rules.ts';
import type { EffectiveCorrelation, EffectiveRule, EffectiveRuleSetting } from '../types.ts';
import { correlates, inVain } from './correlation-notes.ts';
import { showSet } from './matcher-kinds.ts';
import type { ReadRule } from './read-rule.ts';
import type { ReadRules } from './take-rules.ts';

/** Every rule in force, in order, with where each of its values came from. */
export function effectiveRules(read: ReadRules): readonly EffectiveRule[] {
  const named = [...read.rules, { ...read.byDefault, name: defaultRuleName }];
  return named.map((rule) => ({
    name: rule.name ?? '',
    match: (rule.match ?? []).map((matcher) => showSet([matcher])),
    settings: ruleSettingNames.map((name) => effectiveSetting(name, rule, read.byDefault)),
    notes: [...tenantNotes(rule, read), ...inVain(rule)],
  }));
}

/** What the file says of causes, where any rule asks for them. */
export function effectiveCorrelation(read: ReadRules): EffectiveCorrelation | undefined {
  const { symptoms, causes } = read.correlation;
  return correlates(read) ? { symptoms, causes } : undefined;
}

function effectiveSetting(name: RuleSettingName, rule: ReadRule, byDefault: ReadRule): EffectiveRuleSetting {
  const setting: Setting<unknown> = ruleSettings[name];
  const [value, fallback] = [rule.values[name], setting.fallback].map((each) => shown(setting, each));
  return {
    path: name,
    value: value ?? '',
    plain: plain(setting, rule.values[name]),
    source: sourceOf(name, rule, byDefault),
    isDefault: value === fallback && (rule.keys.length === 0 || !rule.own.has(name)),
  };
}

function sourceOf(name: RuleSettingName, { keys, own }: ReadRule, byDefault: ReadRule): string {
  const [here, above] = [own.get(name), byDefault.own.get(name)];
  if (keys.length > 0 && here !== undefined) return `${pathOf(keys)} (${here})`;
  return above === undefined ? 'default' : `top level (${above})`;
}

function tenantNotes({ values: { by } }: ReadRule, { tenants }: ReadRules): readonly string[] {
  if (!tenants || by.includes(tenants.label) || by.includes(allLabels)) return [];
  return [`its storms belong to no tenant, because \`by\` has no \`${tenants.label}\``];
}
