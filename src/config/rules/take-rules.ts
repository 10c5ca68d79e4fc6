import {
  type Mute,
  type Rule,
  type RuleBook,
  type RuleSettings,
  type TenantLimits,
  defaultRuleName,
} from '../../rules/rule.ts';
import { didYouMean } from '../../nearest.ts';
import type { SettingsReader } from '../reader.ts';
import { type RuleValues, ruleSettingNames, tenantSettings } from '../settings-rules.ts';
import { settings } from '../settings.ts';
import { entryMappings, requireKey } from './entry-mappings.ts';
import { checkOrder } from './order.ts';
import { type ReadCorrelation, takeCorrelation } from './take-correlation.ts';
import { type ReadRule, takeDefaultRule, takeRule } from './read-rule.ts';
import { type NamedIntervals, checkIntervalNames, takeTimeIntervals } from './time-intervals.ts';
import { windowParts } from './window.ts';

/** Everything about rules as it was read, for what is to be said of it. */
export interface ReadRules {
  /** The top level. */
  readonly byDefault: ReadRule;
  /** Those of the file, in order. */
  readonly rules: readonly ReadRule[];
  readonly intervals: NamedIntervals;
  readonly tenants: TenantLimits | undefined;
  readonly correlation: ReadCorrelation;
}

const list = {
  keys: ['rules'],
  known: ['name', 'match', ...ruleSettingNames],
  entry: 'a mapping with `name`, `match` and settings',
  explain: explainKey,
};

export function takeRules(reader: SettingsReader): ReadRules {
  const byDefault = takeDefaultRule(reader);
  const tenants = takeTenants(reader);
  const correlation = takeCorrelation(reader);
  const rules = entryMappings(reader, list).map((keys) => {
    requireKey(reader, keys, 'name', list, '; every rule has a name of its own');
    requireKey(reader, keys, 'match', list, `; it takes matchers, and \`[]\` matches every alert`);
    return takeRule(reader, keys, byDefault.values);
  });
  checkOrder(reader, rules);
  const intervals = takeTimeIntervals(reader);
  for (const rule of [byDefault, ...rules]) checkIntervalNames(reader, rule, intervals);
  return { byDefault, rules, intervals, tenants, correlation };
}

/** The rules in force. Without a name are only those that are faulty. */
export function ruleBookFrom({ byDefault, rules, intervals, tenants, correlation }: ReadRules): RuleBook {
  const ruleFrom = ({ name = '', match = [], values }: ReadRule): Rule => ({
    name,
    match,
    settings: settingsFrom(values, intervals),
  });
  const all = [...rules.map(ruleFrom), ruleFrom({ ...byDefault, name: defaultRuleName })] as const;
  return { rules: all, tenants, correlation: correlation.rules };
}

function takeTenants(reader: SettingsReader): TenantLimits | undefined {
  const tenants = {
    label: reader.take(tenantSettings.tenantLabel),
    maxStorms: reader.take(tenantSettings.tenantMaxStorms),
    maxAlerts: reader.take(tenantSettings.tenantMaxAlerts),
  };
  return tenants.maxStorms === undefined && tenants.maxAlerts === undefined ? undefined : tenants;
}

/** Settings that all rules share look as if they could stand in one; parts of a window, as if they were settings. */
function explainKey(key: string): string | undefined {
  if (windowParts.some((part) => part === key)) return didYouMean([`window.${key}`]);
  const isShared = settings.some(({ path }) => path?.split('.')[0] === key);
  return isShared ? ' in a rule; it is for all of them and stands at the top of the file' : undefined;
}

function settingsFrom(values: RuleValues, intervals: NamedIntervals): RuleSettings {
  const { urgentWait, cooldown, muteFrom, muteUntil, muteTimeIntervals, ...others } = values;
  const mute: Mute = {
    fromMs: muteFrom,
    untilMs: muteUntil,
    intervals: muteTimeIntervals.flatMap((name) => intervals.byName.get(name) ?? []),
  };
  return { ...others, urgentWaitMs: urgentWait, cooldownMs: cooldown, mute };
}
