import { loadConfig } from '../../../src/config.ts';
import type { Rule, RuleBook, RuleSettings } from '../../../src/rules/rule.ts';
import { loadYaml } from '../load.ts';

type Env = Record<string, string>;

/** The book of a file; without one, of the environment alone. */
export function bookOf(yaml: string | undefined, env: Env = {}): RuleBook {
  return (yaml === undefined ? loadConfig({ env }) : loadYaml(yaml, env)).ruleBook;
}

/** The rule of this name in the book of a file. */
export function ruleOf(name: string, yaml: string | undefined, env: Env = {}): Rule {
  const rule = bookOf(yaml, env).rules.find((each) => each.name === name);
  if (!rule) throw new Error(`there is no rule ${name}`);
  return rule;
}

/** The settings of the rule of this name. */
export function settingsOf(name: string, yaml: string | undefined, env: Env = {}): RuleSettings {
  return ruleOf(name, yaml, env).settings;
}

/** A rule for all alerts of some team, with these lines in it. */
export function teamRule(...lines: readonly string[]): string {
  return ['rules:', '  - name: team', '    match: team="a"', ...lines.map((line) => `    ${line}`)].join(
    '\n',
  );
}
