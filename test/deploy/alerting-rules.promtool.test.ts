import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Program, programOnPath } from '../support/program.ts';
import { cases, well } from './alerting-cases.ts';
import { ruleGroups, rules } from './rules.ts';

const promtool = programOnPath('promtool');
/** A file for `promtool test rules`: after three hours, exactly these alerts fire. */
function testFile(series: Readonly<Record<string, string>>, alerts: readonly string[]): object {
  return {
    rule_files: ['rules.json'],
    tests: [
      {
        interval: '1m',
        input_series: Object.entries({ ...well, ...series }).map(([name, values]) => ({
          series: name,
          values,
        })),
        promql_expr_test: [
          {
            expr: 'max by (alertname) (ALERTS{alertstate="firing"})',
            eval_time: '3h',
            exp_samples: alerts.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
          },
        ],
      },
    ],
  };
}

describe.skipIf(!promtool)('the alerting rules, to promtool', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stormfold-rules-'));
    // JSON is YAML.
    await writeFile(join(folder, 'rules.json'), JSON.stringify({ groups: ruleGroups }));
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
    await using program = new Program(promtool ?? '', args);
    const code = await program.ended();
    return { code, output: program.output };
  }

  it('are valid', async () => {
    const { code, output } = await run('check', 'rules', join(folder, 'rules.json'));
    expect(output).toContain(`SUCCESS: ${rules.length} rules found`);
    expect(code).toBe(0);
  });

  it.each(cases)('say what they should when %s', async (_what, series, alerts) => {
    const file = join(folder, 'case.json');
    await writeFile(file, JSON.stringify(testFile(series, alerts)));
    const { code, output } = await run('test', 'rules', file);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('SUCCESS') });
  });

  it('are each heard in one of these cases', () => {
    const heard = new Set(cases.flatMap(([, , alerts]) => alerts));
    expect(heard).toEqual(new Set(rules.map(({ alert }) => alert)));
  });
});
