import type { Matchers } from '../../rules/matchers.ts';
import type { Keys } from '../keys.ts';
import type { SettingsReader } from '../reader.ts';
import type { Setting } from '../setting.ts';
import { type RuleSettingName, type RuleValues, ruleSettingNames, ruleSettings } from '../settings-rules.ts';
import { ruleMatch } from './matcher-kinds.ts';
import { ruleName } from './names.ts';

/** A rule as it was read, with what it leaves out filled in. */
export interface ReadRule {
  /** Its place in the file; none for the default rule, which is the top level. */
  readonly keys: Keys;
  /** Undefined: missing or faulty. */
  readonly name: string | undefined;
  readonly match: Matchers | undefined;
  readonly values: RuleValues;
  /** What it sets itself, and where. */
  readonly own: ReadonlyMap<RuleSettingName, string>;
}

/** The settings of the top level, which are the default rule. */
export function takeDefaultRule(reader: SettingsReader): ReadRule {
  const values = valuesFrom((name) => reader.take(settingOf(name)));
  const set = ruleSettingNames.filter((name) => reader.sourceOf(name) !== '');
  const own = new Map(set.map((name) => [name, reader.sourceOf(name)]));
  return { keys: [], name: undefined, match: [], values, own };
}

export function takeRule(reader: SettingsReader, keys: Keys, inherited: RuleValues): ReadRule {
  const own = new Map<RuleSettingName, string>();
  const name = reader.takeAt([...keys, 'name'], ruleName)?.value;
  const match = reader.takeAt([...keys, 'match'], ruleMatch)?.value;
  const values = valuesFrom((setting) => {
    const found = reader.takeAt([...keys, setting], settingOf(setting).kind.schema);
    if (found) own.set(setting, found.source);
    return found ? found.value : inherited[setting];
  });
  return { keys, name, match, values, own };
}

// One by one they would be sixteen lines, here and above; by their names TypeScript loses which type is whose.
function valuesFrom(valueOf: (name: RuleSettingName) => unknown): RuleValues {
  return Object.fromEntries(ruleSettingNames.map((name) => [name, valueOf(name)])) as RuleValues;
}

function settingOf(name: RuleSettingName): Setting<unknown> {
  return ruleSettings[name];
}
