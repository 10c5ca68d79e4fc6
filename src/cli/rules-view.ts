import type { EffectiveRule } from '../config.ts';
import { table } from './table.ts';

/** Rules in order, each with what it matches and with every setting that is not the default. */
export function rulesText(rules: readonly EffectiveRule[]): string {
  const rows = rules.flatMap((rule) => {
    const settings = rule.settings.filter(({ isDefault }) => !isDefault);
    const lines = [
      ['match', matchText(rule, rules), ''],
      ...settings.map(({ path, value, source }) => [path, value, source]),
    ];
    return lines.map((line, index) => [index === 0 ? rule.name : '', ...line]);
  });
  const notes = rules.flatMap(({ name, notes: ofRule }) =>
    ofRule.map((note) => `Rule \`${name}\`: ${note}.`),
  );
  return [table(['RULE', 'SETTING', 'VALUE', 'SOURCE'], rows), ...notes].join('\n');
}

function matchText({ name, match }: EffectiveRule, rules: readonly EffectiveRule[]): string {
  if (match.length > 0) return match.join(', ');
  return name === rules.at(-1)?.name && rules.length > 1
    ? 'every alert that no rule above matches'
    : 'every alert';
}

/** For programs: settings by their names, and where each was set. */
export function rulesJson(rules: readonly EffectiveRule[]) {
  return rules.map(({ name, match, settings, notes }) => ({
    ...{ name, match },
    settings: Object.fromEntries(settings.map(({ path, plain }) => [path, plain])),
    sources: Object.fromEntries(settings.map(({ path, source }) => [path, source])),
    notes,
  }));
}
