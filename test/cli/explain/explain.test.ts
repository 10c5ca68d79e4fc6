import { expect, it } from 'vitest';

import { parseNotification } from '../../../src/alert/notification.ts';
import { type Explained, explaining } from '../../../src/cli/explain/explain.ts';
import { explainedJson } from '../../../src/cli/explain/explain-json.ts';
import { explainedText } from '../../../src/cli/explain/explain-view.ts';
import { firing, notification } from '../../intake/support.ts';
import { loadYaml } from '../../config/load.ts';
import { steady } from '../../support/cli.ts';

const nowMs = Date.parse('2026-06-06T12:00:00Z');

const rulesFile = `
urgent: ['severity="critical"']
tenants: {label: team, maxStorms: 1, maxAlerts: 100}
time_intervals:
  - {name: weekend, time_intervals: [{weekdays: [saturday, sunday]}]}
rules:
  - {name: batch, match: team="batch", muteTimeIntervals: [weekend], exclude: ['pod="spare"']}
  - name: web
    match: team="web"
    by: [team, alertname]
    window: quiet 30s max 10m
    maxAlerts: 500
    minAlerts: 3
    below: each
    whenResolved: drop
    urgentWait: 10s
`;

function explain(alerts: readonly unknown[], yaml = rulesFile): Explained[] {
  const { ruleBook, partitions } = loadYaml(yaml);
  return explaining({ book: ruleBook, partitions, nowMs })(parseNotification(notification(alerts)));
}

const becomes = (all: readonly Explained[]) =>
  all.map((each) =>
    each.kind === 'alert'
      ? [each.explained.index, each.explained.becomes]
      : [each.rejected.index, each.rejected.reason],
  );

it('goes alert by alert, and keeps the places of those that are rejected', () => {
  const resolved = { ...firing('c', { team: 'batch' }), status: 'resolved' };
  const all = explain([1, firing('a'), firing('b', { team: 'batch' }), resolved, { status: 'odd' }]);
  expect(becomes(all)).toEqual([
    [0, 'the alert is a number, not an object'],
    [1, 'folds'],
    [2, 'muted'],
    [3, 'resolves'],
    [4, '`status` is "odd", not "firing" or "resolved"'],
  ]);
});

it('takes an exclusion before a mute, and before an end', () => {
  const spare = firing('spare', { team: 'batch' });
  expect(becomes(explain([spare, { ...spare, status: 'resolved' }]))).toEqual([
    [0, 'excluded'],
    [1, 'excluded'],
  ]);
});

it('says nothing of no alerts', () => {
  const all = explain([]);
  expect([all, explainedText('empty.json', all, nowMs)]).toEqual([[], 'empty.json: 0 alerts']);
});

it('is readable', () => {
  const all = explain([
    firing('a', { team: 'web' }),
    firing('b', { team: 'web', severity: 'critical' }),
    firing('c', { team: 'batch' }),
    firing('d', { severity: 'critical' }),
    { status: 'odd' },
  ]);
  expect(steady(explainedText('x.json', all, nowMs)).split('\n')).toEqual([
    'x.json: 5 alerts',
    'INDEX | STATUS | ALERT | AFFECTED | RULE | PATTERN | BECOMES',
    '0 | firing | KubePodCrashLooping | Pod shop/a | web | KubePodCrashLooping with team=web | folds',
    '1 | firing | KubePodCrashLooping | Pod shop/b | web | KubePodCrashLooping with team=web | folds, urgent: waits 10s',
    '2 | firing | KubePodCrashLooping | Pod shop/c | batch | KubePodCrashLooping in shop | muted until 2026-06-08T00:00:00.000Z (in 1d12h)',
    '3 | firing | KubePodCrashLooping | Pod shop/d | default | KubePodCrashLooping in shop | folds, urgent',
    '4 | rejected: `status` is "odd", not "firing" or "resolved"',
    '',
    'Storm | KubePodCrashLooping with team=web',
    'Alerts | 0, 1',
    'Rule | web',
    expect.stringMatching(/^Partition \| [0-3]$/),
    'Tenant | team=web: at most 1 open storm, 100 alerts in open storms',
    'Seals | 2026-06-06T12:00:10.000Z (10s after its first urgent alert, earlier with 500 alerts)',
    'Below | a resource for each alert with fewer than 3 firing alerts',
    'Resolved | no resource if all of its alerts have ended by then',
    '',
    'Storm | KubePodCrashLooping in shop',
    'Alerts | 3',
    'Rule | default',
    expect.stringMatching(/^Partition \| [0-3]$/),
    'Seals | 2026-06-06T12:00:00.000Z (at once)',
  ]);
});

it('puts nothing of a label on a terminal that could move its cursor', () => {
  const all = explain([firing('\u001b[2J\nx', { team: 'a\u0007b', alertname: 'A\r\nB' })]);
  // oxlint-disable-next-line no-control-regex
  expect(explainedText('\u001bx', all, nowMs)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
});

it('is there for programs, all of it', () => {
  const [one, two, three] = explain([
    firing('b', { team: 'web', severity: 'critical' }),
    firing('c', { team: 'batch' }),
    { status: 'odd' },
  ]).map((each) => explainedJson('x.json', each));
  expect(one).toEqual({
    ...{ notification: 'x.json', index: 0, status: 'firing', alertname: 'KubePodCrashLooping' },
    ...{ fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown, becomes: 'folds', rule: 'web' },
    resource: { kind: 'Pod', namespace: 'shop', name: 'b' },
    pattern: {
      text: 'KubePodCrashLooping with team=web',
      hash: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      labels: { team: 'web', alertname: 'KubePodCrashLooping' },
    },
    partition: expect.any(Number) as unknown,
    tenant: { label: 'team', name: 'web', maxStorms: 1, maxAlerts: 100 },
    ...{ excluded: false, muted: null, urgent: { wait: '10s' } },
    storm: {
      sealAt: '2026-06-06T12:00:10.000Z',
      seals: '10s after its first urgent alert, earlier with 500 alerts',
      ...{ maxAlerts: 500, minAlerts: 3, below: 'each', whenResolved: 'drop' },
      tooFew: 'a resource for each alert with fewer than 3 firing alerts',
    },
  });
  expect(two).toMatchObject({ becomes: 'muted', muted: { until: '2026-06-08T00:00:00.000Z' }, tenant: null });
  expect(three).toEqual({
    ...{ notification: 'x.json', index: 2, becomes: 'rejected' },
    reason: '`status` is "odd", not "firing" or "resolved"',
  });
});

it('knows of mutes without an end', () => {
  const [one] = explain([firing('a')], 'muteFrom: 2026-01-01T00:00:00Z');
  expect(one && explainedJson('x', one)).toMatchObject({ becomes: 'muted', muted: { until: null } });
  expect(one && explainedText('x', [one], nowMs)).toMatch(/muted with no end within 35 days$/m);
});
