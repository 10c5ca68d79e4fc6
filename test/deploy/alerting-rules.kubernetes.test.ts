import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Program, programOnPath } from '../support/program.ts';
import { ruleGroups, rules } from './rules.ts';

const promtool = programOnPath('promtool');
const target = 'job="stormfold",namespace="stormfold"';
const webhook = 'route="/webhooks/alertmanager"';

/** What a scrape finds while all is well, for three hours. */
const well: Readonly<Record<string, string>> = {
  [`up{${target},service="stormfold",pod="a"}`]: '1x180',
  [`up{${target},service="stormfold-worker",pod="b"}`]: '1x180',
  [`stormfold_redis_up{${target},pod="a"}`]: '1x180',
  [`stormfold_redis_up{${target},pod="b"}`]: '1x180',
  [`stormfold_config_last_reload_successful{${target},pod="a"}`]: '1x180',
  [`stormfold_config_last_reload_successful{${target},pod="b"}`]: '1x180',
  [`stormfold_http_requests_total{${target},pod="a",${webhook},status="202"}`]: '0+60x180',
  [`stormfold_http_requests_total{${target},pod="a",route="/readyz",status="503"}`]: '0+1x180',
  [`stormfold_alerts_total{${target},pod="a",outcome="rejected"}`]: '7x180',
  [`stormfold_alerts_total{${target},pod="a",outcome="received"}`]: '0+900x180',
  [`stormfold_alerts_waiting{${target},pod="a",state="pending"}`]: '200x180',
  [`stormfold_oldest_pending_alert_seconds{${target},pod="a"}`]: '5x180',
  [`stormfold_oldest_unsubmitted_storm_seconds{${target},pod="a"}`]: '30x180',
  [`stormfold_queue_jobs{${target},pod="a",queue="finalize",state="failed"}`]: '0x180',
  [`stormfold_queue_jobs{${target},pod="a",queue="sweep",state="failed"}`]: '1x180',
  [`stormfold_submit_failures_total{${target},pod="b",reason="timeout"}`]: '3x180',
};

const refused = `stormfold_http_requests_total{${target},pod="a",${webhook}`;

/** What differs when something is wrong, and what is to be heard of it. */
const cases: readonly (readonly [
  what: string,
  series: Readonly<Record<string, string>>,
  alerts: string[],
])[] = [
  ['all is well', {}, []],
  [
    'all intakes are away',
    { [`up{${target},service="stormfold",pod="a"}`]: '1x60 0x120' },
    ['StormfoldDown', 'StormfoldTargetDown'],
  ],
  [
    'one of two workers is away',
    { [`up{${target},service="stormfold-worker",pod="c"}`]: '0x180' },
    ['StormfoldTargetDown'],
  ],
  [
    'there is no Stormfold',
    Object.fromEntries(Object.keys(well).map((series) => [series, '_x180'])),
    ['StormfoldAbsent'],
  ],
  [
    'Redis is away',
    Object.fromEntries(['a', 'b'].map((pod) => [`stormfold_redis_up{${target},pod="${pod}"}`, '0x180'])),
    ['StormfoldRedisAway'],
  ],
  ['one process does not reach Redis', { [`stormfold_redis_up{${target},pod="a"}`]: '0x180' }, []],
  [
    'one process rejected its changed configuration',
    { [`stormfold_config_last_reload_successful{${target},pod="b"}`]: '1x60 0x120' },
    ['StormfoldConfigRejected'],
  ],
  ['notifications are answered 503', { [`${refused},status="503"}`]: '0+10x180' }, ['StormfoldRefusing']],
  [
    'one notification is answered 413, the first ever',
    { [`${refused},status="413"}`]: '_x175 1x5' },
    ['StormfoldNotificationsLost'],
  ],
  [
    'one more notification is answered 401',
    { [`${refused},status="401"}`]: '4x175 5x5' },
    ['StormfoldNotificationsLost'],
  ],
  ['notifications were answered 400 an hour ago', { [`${refused},status="400"}`]: '1x60 9x120' }, []],
  [
    'an alert is rejected',
    { [`stormfold_alerts_total{${target},pod="a",outcome="rejected"}`]: '7x172 8x8' },
    ['StormfoldAlertsRejected'],
  ],
  [
    'the workers are away',
    { [`stormfold_oldest_pending_alert_seconds{${target},pod="a"}`]: '0+60x180' },
    ['StormfoldAlertsWaiting'],
  ],
  [
    'more comes in than goes out',
    { [`stormfold_alerts_waiting{${target},pod="a",state="pending"}`]: '0+200x180' },
    ['StormfoldQueueGrowing'],
  ],
  [
    'a large backlog gets smaller',
    { [`stormfold_alerts_waiting{${target},pod="a",state="pending"}`]: '90000-200x180' },
    [],
  ],
  [
    'a storm is late',
    { [`stormfold_oldest_unsubmitted_storm_seconds{${target},pod="a"}`]: '0+60x180' },
    ['StormfoldStormLate'],
  ],
  [
    'a storm gave up',
    { [`stormfold_queue_jobs{${target},pod="a",queue="finalize",state="failed"}`]: '0x170 1x10' },
    ['StormfoldDeadLetters'],
  ],
  [
    'alerts gave up',
    { [`stormfold_queue_jobs{${target},pod="a",queue="aggregate-3",state="failed"}`]: '0x170 2x10' },
    ['StormfoldDeadLetters'],
  ],
  [
    'the API server refuses',
    { [`stormfold_submit_failures_total{${target},pod="b",reason="forbidden"}`]: '0+1x180' },
    ['StormfoldSubmitFailing'],
  ],
];

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
