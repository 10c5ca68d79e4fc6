import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import type { Alert } from '../../src/alert/alert.ts';
import { ruleSettingsMarkdown, tenantSettingsMarkdown } from '../../src/config.ts';
import { ruleSettingNames } from '../../src/config/settings-rules.ts';
import { routing } from '../../src/rules/route.ts';
import { loadYaml } from '../config/load.ts';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const page = read('docs/rules.md');
const snippets = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml = '']) => yaml);
const prose = page.replaceAll(/^\|.*$/gm, '').replaceAll(/```yaml\n[^]*?```/g, '');

/** The pattern that an alert with these labels gets under some YAML. */
function patternText(yaml: string, labels: Record<string, string>): string {
  const alert: Alert = { status: 'firing', labels, annotations: {}, fingerprint: '0123456789abcdef' };
  return routing(loadYaml(yaml).ruleBook, 4)(alert, 0).pattern.text;
}

describe('docs/rules.md', () => {
  it('has the tables of what the code reads', () => {
    expect(page).toContain(ruleSettingsMarkdown());
    expect(page).toContain(tenantSettingsMarkdown());
  });

  it('says more of each setting than its table does', () => {
    expect(ruleSettingNames.filter((name) => !prose.includes(`\`${name}`))).toEqual([]);
  });

  it('has five snippets, each of which is a configuration', () => {
    const names = snippets.map((yaml) => loadYaml(yaml).ruleBook.rules.map(({ name }) => name));
    expect(names).toEqual([
      ['node-failure', 'default'],
      ['crash-loops', 'default'],
      ['node-failure', 'default'],
      ['drain', 'default'],
      ['probes', 'default'],
    ]);
  });

  it('names the patterns that its snippets make', () => {
    const [, crashLoop = '', node = '', drain = ''] = snippets;
    const made = [
      patternText(crashLoop, { alertname: 'KubePodNotReady', namespace: 'shop' }),
      patternText(node, { alertname: 'KubeNodeNotReady', namespace: 'monitoring', node: 'worker-3' }),
      patternText(node, { alertname: 'KubeNodeNotReady', cluster: 'eu-1', node: 'worker-3' }),
      patternText(drain, { alertname: 'KubeNodeNotReady', cluster: 'eu-1', severity: 'warning' }),
      patternText('by: [namespace]', { alertname: 'KubePodNotReady', namespace: 'shop' }),
    ];
    expect(made).toEqual([
      'crash-loops in shop',
      'node-failure with node=worker-3',
      'node-failure of cluster eu-1 with node=worker-3',
      'drain of cluster eu-1',
      'alerts in shop',
    ]);
    expect(made.filter((text) => !page.includes(`\`${text}\``))).toEqual([]);
  });
});

describe('docs/rules.yaml', () => {
  const { ruleBook } = loadYaml(read('docs/rules.yaml'));

  it('is a configuration', () => {
    const names = ruleBook.rules.map(({ name }) => name);
    expect(names).toEqual(['node-failure', 'databases', 'crash-loops', 'load-test', 'default']);
    expect(ruleBook.tenants).toEqual({ label: 'namespace', maxStorms: 50, maxAlerts: 5000 });
  });

  it('has the rules of the stories as they are told there', () => {
    const lines = (yaml: string) => yaml.split('\n').filter((line) => /^ {4}\w/.test(line));
    const [, crashLoop = '', node = ''] = snippets;
    const whole = read('docs/rules.yaml').split('\n');
    for (const line of [...lines(crashLoop), ...lines(node)]) expect(whole).toContain(line);
  });
});
