import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { type CorrelationRules, symptoms } from '../../../src/rules/correlation.ts';
import { loadYaml } from '../load.ts';

const read = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url)), 'utf8');

function told({ scope, withinMs, symptoms: of, causes }: CorrelationRules) {
  return { scope, withinMs, symptoms: of.map(([word]) => word), causes: causes.map(({ name }) => name) };
}

const example = {
  ...{ scope: 'cluster', withinMs: 300_000, symptoms: ['down', 'apart'], causes: ['database'] },
};

describe('docs/settings.md', () => {
  const [, section = ''] = /\n## Correlation\n([^]*?)\n## /.exec(read('settings.md')) ?? [];

  it('has an example that is a configuration, of which all is in force', () => {
    const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(section) ?? [];
    const { ruleBook, notes } = loadYaml(yaml);
    expect([told(ruleBook.correlation), notes]).toEqual([example, []]);
  });

  it('says what each symptom is', () => {
    expect(symptoms.filter((word) => !section.includes(`\`${word}\``))).toEqual([]);
  });
});

describe('docs/rules.yaml', () => {
  it('has an example that only has to be let in, in place of what does not go together with it', () => {
    const text = read('rules.yaml')
      .replace(/^tenants:\n(?: .*\n)+/m, '')
      .replace(/^cooldown: .*\n/m, '')
      .replaceAll(/^# (?=correlat|  )/gm, '');
    const { ruleBook, notes } = loadYaml(text);
    expect(ruleBook.rules.map(({ settings }) => settings.correlate)).toEqual(Array(5).fill(true));
    expect(told(ruleBook.correlation)).toEqual(example);
    expect(notes).toEqual([expect.stringMatching(/^`by` \(c\.yaml:\d+\) is of no effect/)]);
  });
});
