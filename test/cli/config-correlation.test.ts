import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { shown, steady } from '../support/cli.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function check(yaml: string, ...args: readonly string[]) {
  const path = join(folder, 'c.yaml');
  await writeFile(path, yaml);
  const { code, stdout } = await shown(['config', 'check', '--config', path, ...args]);
  const told = stdout.replaceAll(path, 'c.yaml');
  return { code, stdout: args.includes('--json') ? told : steady(told) };
}

const yaml = `correlate: on
cooldown: 30m
correlation:
  within: 3m
  symptoms:
    down: ['alertname="HostLost"', 'a="1", b="2"']
    apart: alertname=~"Backup.*"
  causes:
    - name: database
      cause: alertname="PostgresDown"
      takes: ['team="shop"', 'app=~"cart|checkout"']
      equal: [cluster, db]
    - {name: storage, cause: kind="Disk", takes: kind="Volume"}
rules: [{name: web, match: team="web", window: 1m}]
`;
const notes = ['`cooldown` (c.yaml:2) is of no effect for alerts that correlate'];

it('prints symptoms and causes with where they were set, and what should be known', async () => {
  const { code, stdout } = await check(yaml);
  expect(code).toBe(0);
  const lines = stdout.split('\n');
  expect(lines).toContain('correlation.within | 3m | c.yaml:4');
  expect(lines.slice(lines.indexOf('RULE | SETTING | VALUE | SOURCE'))).toEqual([
    'RULE | SETTING | VALUE | SOURCE',
    'web | match | team="web"',
    ' | correlate | on | top level (c.yaml:1)',
    ' | window | 1m | rules[0] (c.yaml:14)',
    ' | cooldown | 30m | top level (c.yaml:2)',
    'default | match | every alert that no rule above matches',
    ' | correlate | on | top level (c.yaml:1)',
    ' | cooldown | 30m | top level (c.yaml:2)',
    'Rule `web`: `window` is of no effect because it correlates, and storms of causes have those of the top of the file.',
    '',
    'SYMPTOM | MATCH | SOURCE',
    'down | alertname="HostLost", {a="1", b="2"} | c.yaml:6',
    'apart | alertname=~"Backup.*" | c.yaml:7',
    '',
    'CAUSE | SETTING | VALUE | SOURCE',
    'database | cause | alertname="PostgresDown" | c.yaml:9',
    ' | takes | team="shop", app=~"cart|checkout"',
    ' | equal | cluster, db',
    'storage | cause | kind="Disk" | c.yaml:13',
    ' | takes | kind="Volume"',
    '',
    `Note: ${notes[0]}.`,
    '',
    'The configuration is valid.',
    '',
  ]);
});

it('has them for programs', async () => {
  const { stdout } = await check(yaml, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    valid: true,
    correlation: {
      ...{ scope: 'cluster', within: '3m', maxAlerts: 10_000 },
      symptoms: [
        { symptom: 'down', match: ['alertname="HostLost"', '{a="1", b="2"}'], source: 'c.yaml:6' },
        { symptom: 'apart', match: ['alertname=~"Backup.*"'], source: 'c.yaml:7' },
      ],
      causes: [
        {
          ...{ name: 'database', cause: ['alertname="PostgresDown"'], equal: ['cluster', 'db'] },
          ...{ takes: ['team="shop"', 'app=~"cart|checkout"'], source: 'c.yaml:9' },
        },
        { name: 'storage', cause: ['kind="Disk"'], takes: ['kind="Volume"'], equal: [], source: 'c.yaml:13' },
      ],
    },
    notes,
  });
});

it('says of what is set and not in force that it is not', async () => {
  const idle = yaml.replace('correlate: on\n', '');
  const { stdout } = await check(idle);
  expect(stdout).not.toContain('SYMPTOM');
  const said =
    '`correlation.within` (c.yaml:3), `correlation.symptoms` (c.yaml:4) and `correlation.causes` (c.yaml:7) ' +
    'are of no effect because no rule correlates; set `correlate: on`';
  expect(stdout).toContain(`\nNote: ${said}.\n`);
  const json = await check(idle, '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ correlation: null, notes: [said] });
});

it('has no word of it where nothing of it is set', async () => {
  expect((await check('window: 5m')).stdout).not.toMatch(/SYMPTOM|CAUSE|Note:/);
  expect(JSON.parse((await check('window: 5m', '--json')).stdout)).toMatchObject({
    ...{ correlation: null, notes: [] },
  });
});
