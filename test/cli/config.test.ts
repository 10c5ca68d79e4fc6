import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';

import { readCrd } from '../../src/sink/crd.ts';
import { shown, steady, stormfold } from '../support/cli.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function file(yaml: string): Promise<string> {
  const path = join(folder, 'stormfold.yaml');
  await writeFile(path, yaml);
  return path;
}

it('prints every setting and where it was set, of secrets only how many there are', async () => {
  const path = await file('window: 90s\n');
  const env = { REDIS_URL: 'redis://me:hush@redis:6379', STORMFOLD_WEBHOOK_TOKENS: 'sesame,mellon' };
  const { code, stdout, stderr } = await shown(['config', 'check', '--config', path], env);
  expect([code, stderr]).toEqual([0, '']);
  const lines = steady(stdout).split('\n');
  expect(lines[0]).toBe('SETTING | VALUE | SOURCE');
  expect(lines).toEqual(
    expect.arrayContaining([
      `window | 90s | ${path}:1`,
      expect.stringMatching(/^redisUrl \| redis:\/\/.*@redis:6379 \| REDIS_URL$/),
      'auth.webhook.tokens | 2 tokens | STORMFOLD_WEBHOOK_TOKENS',
      'partitions | 4 | default',
    ]),
  );
  expect(stdout).toMatch(/\nThe configuration is valid\.\n$/);
  expect(stdout).not.toMatch(/hush|sesame|mellon/);
});

const rulesFile = `cooldown: 30m
tenants: {maxStorms: 9}
rules:
  - name: nodes
    match: ['alertname=~"Kube(Node|let).*"', 'severity!="info"']
    by: [cluster]
    window: {quiet: 1m, max: 15m}
    cooldown: none
auth: {operator: {tokens: [sesame]}}
`;

it('prints every rule with what it matches, and with each setting that is not the default', async () => {
  const path = await file(rulesFile);
  const env = { STORMFOLD_URGENT: 'severity="critical"' };
  const { code, stdout } = await shown(['config', 'check', '--config', path], env);
  expect(code).toBe(0);
  const lines = steady(stdout).split('\n');
  expect(lines.slice(lines.indexOf('RULE | SETTING | VALUE | SOURCE'))).toEqual([
    'RULE | SETTING | VALUE | SOURCE',
    'nodes | match | alertname=~"Kube(Node|let).*", severity!="info"',
    ` | window | quiet 1m max 15m | rules[0] (${path}:7)`,
    ` | by | cluster | rules[0] (${path}:6)`,
    ' | urgent | severity="critical" | top level (STORMFOLD_URGENT)',
    ` | cooldown | none | rules[0] (${path}:8)`,
    'default | match | every alert that no rule above matches',
    ' | urgent | severity="critical" | top level (STORMFOLD_URGENT)',
    ` | cooldown | 30m | top level (${path}:1)`,
    'Rule `nodes`: its storms belong to no tenant, because `by` has no `namespace`.',
    '',
    'The configuration is valid.',
    '',
  ]);
  expect(stdout).not.toContain('sesame');
});

it('prints the rules as JSON, with all of their settings', async () => {
  const path = await file(rulesFile);
  const { stdout } = await shown(['config', 'check', '--config', path, '--json']);
  const { rules } = JSON.parse(stdout) as { rules: Record<string, unknown>[] };
  expect(rules.map(({ name }) => name)).toEqual(['nodes', 'default']);
  expect(rules[0]).toEqual({
    name: 'nodes',
    match: ['alertname=~"Kube(Node|let).*"', 'severity!="info"'],
    settings: {
      correlate: false,
      ...{ window: 'quiet 1m max 15m', by: ['cluster'], maxAlerts: null, urgent: [], urgentWait: '0s' },
      ...{ minAlerts: null, below: 'submit', whenResolved: 'submit', cooldown: null, cooldownMax: 500 },
      ...{ updates: false, flapAfter: null, exclude: ['Watchdog', 'InfoInhibitor'] },
      ...{ muteFrom: null, muteUntil: null, muteTimeIntervals: [] },
    },
    sources: expect.objectContaining({ by: `rules[0] (${path}:6)`, exclude: 'default' }) as unknown,
    notes: ['its storms belong to no tenant, because `by` has no `namespace`'],
  });
});

it('prints the settings as JSON', async () => {
  const { stdout } = await shown(['config', 'check', '--json'], { STORMFOLD_WINDOW: '7m' });
  const answer = JSON.parse(stdout) as { valid: boolean; settings: unknown[] };
  expect(answer.valid).toBe(true);
  expect(answer.settings).toContainEqual({ path: 'window', value: '7m', source: 'STORMFOLD_WINDOW' });
});

it('lists all faults and exits with 1', async () => {
  const path = await file('windw: 5m\npartitions: many\n');
  const env = { STORMFOLD_CONFIG: path, STORMFOLD_MEMORY: '1x' };
  const text = await shown(['config', 'check'], env);
  expect([text.code, text.stdout]).toEqual([1, '']);
  const [head, ...lines] = text.stderr.trimEnd().split('\n');
  expect(head).toBe('error: 3 faults in the configuration:');
  const advice = lines.pop();
  expect(advice).toBe('Correct what is listed, then run `stormfold config check`.');
  for (const place of [`${path}:1`, `${path}:2`, 'STORMFOLD_MEMORY']) {
    expect(lines.filter((line) => line.includes(place))).toHaveLength(1);
  }
  const json = await shown(['config', 'check', '--json'], env);
  expect([json.code, json.stderr]).toEqual([1, '']);
  expect(JSON.parse(json.stdout)).toEqual({ valid: false, faults: lines.map((line) => line.trim()) });
});

it('keeps any command from working with a faulty configuration', async () => {
  const { code, stdout, stderr } = await shown(['storms', 'list'], { STORMFOLD_PARTITIONS: '0' });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toBe(
    'error: 1 fault in the configuration:\n' +
      '  partitions (STORMFOLD_PARTITIONS): 0 is not a whole number from 1 to 64\n' +
      'Correct what is listed, then run `stormfold config check`.\n',
  );
});

it('prints the definition for kubectl, and for programs', async () => {
  expect(await stormfold(['crd'])).toEqual({ code: 0, stdout: readCrd(), stderr: '' });
  const { stdout } = await shown(['crd', '--json']);
  expect(JSON.parse(stdout)).toEqual(parse(readCrd()));
});
