import { expect, it } from 'vitest';

import { parseNotification } from '../../../src/alert/notification.ts';
import type { ExplainedCause, ScopeCauses } from '../../../src/cli/explain/causes.ts';
import { causeJsonOf } from '../../../src/cli/explain/causes-json.ts';
import { causesText } from '../../../src/cli/explain/causes-view.ts';
import { type ExplainedAlert, alertsIn, explaining } from '../../../src/cli/explain/explain.ts';
import { explainedJson } from '../../../src/cli/explain/explain-json.ts';
import { explainedText } from '../../../src/cli/explain/explain-view.ts';
import { loadYaml } from '../../config/load.ts';
import { firing, notification } from '../../intake/support.ts';
import { steady } from '../../support/cli.ts';

const nowMs = Date.parse('2026-06-06T12:00:00Z');

function explain(yaml: string, ...alerts: readonly unknown[]) {
  const { ruleBook, partitions } = loadYaml(yaml);
  return explaining({ book: ruleBook, partitions, nowMs })(parseNotification(notification(alerts)));
}

const all = explain(
  'correlate: on\nrules: [{name: off, match: team="off", correlate: off}]',
  firing('a', { alertname: 'KubeNodeNotReady', node: 'n1', pod: '' }),
  firing('b', { alertname: 'KubePodNotReady' }),
  firing('b', { alertname: 'KubePodNotReady' }),
  firing('c'),
  firing('d', { team: 'off' }),
  firing('e', { alertname: 'Watchdog' }),
);
const [node, notReady, repeat, crash] = alertsIn(all) as [
  ...[ExplainedAlert, ExplainedAlert, ExplainedAlert, ExplainedAlert],
  ...ExplainedAlert[],
];

const causes: readonly ExplainedCause[] = [
  {
    ...{ number: 1, kind: 'node', name: 'node n1', becomes: 'storm' },
    members: [
      { deliveries: [node], reason: 'it is about the node n1' },
      { deliveries: [notReady, repeat], reason: 'its pod is on node n1' },
    ],
  },
  {
    ...{ number: 2, kind: 'workload', name: 'Pod/shop/c', becomes: 'drop' },
    members: [{ deliveries: [crash], reason: 'it is about Pod/shop/c' }],
  },
];
const scopes: readonly ScopeCauses[] = [
  { scope: 'everything', causes },
  {
    scope: 'everything of cluster eu',
    causes: causes.slice(0, 1).map((cause) => ({ ...cause, becomes: 'each', number: 3 })),
  },
];

it('is readable', () => {
  expect(steady(causesText(scopes, 'by labels alone, because there is no topology')).split('\n')).toEqual([
    'Causes of everything: 3 alerts, 2 causes, 1 resource',
    'As if all stood in one window; by labels alone, because there is no topology.',
    'CAUSE | KIND | BECOMES | ALERT | AFFECTED | REASON',
    'node n1 | node | one resource | KubeNodeNotReady | Node n1 | it is about the node n1',
    ' | KubePodNotReady | Pod shop/b | its pod is on node n1',
    'Pod/shop/c | workload | no resource | KubePodCrashLooping | Pod shop/c | it is about Pod/shop/c',
    '',
    'Causes of everything of cluster eu: 2 alerts, 1 cause, 2 resources',
    'As if all stood in one window; by labels alone, because there is no topology.',
    'CAUSE | KIND | BECOMES | ALERT | AFFECTED | REASON',
    'node n1 | node | a resource for each alert | KubeNodeNotReady | Node n1 | it is about the node n1',
    ' | KubePodNotReady | Pod shop/b | its pod is on node n1',
  ]);
});

it('puts nothing of a label on a terminal that could move its cursor', () => {
  const evil = causes.map((cause) => ({
    ...{ ...cause, name: 'node \u001b[2J' },
    members: cause.members.map((member) => ({ ...member, reason: 'a\r\nb\u0007' })),
  }));
  const text = causesText([{ scope: 'everything of cluster \u001bx', causes: evil }], 'with \u001bx');
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
});

it('stands under the storms of the scopes, which say that they are divided', () => {
  const some = explain('correlate: on\nminAlerts: 2\nwhenResolved: drop', firing('a', { cluster: 'eu' }));
  expect(steady(explainedText('x.json', some, nowMs)).split('\n')).toEqual([
    'x.json: 1 alert',
    'INDEX | STATUS | ALERT | AFFECTED | RULE | PATTERN | BECOMES',
    '0 | firing | KubePodCrashLooping | Pod shop/a | default | everything of cluster eu | folds',
    '',
    'Storm | everything of cluster eu',
    'Alerts | 0',
    'Rule | default',
    expect.stringMatching(/^Partition \| [0-3]$/),
    'Seals | 2026-06-06T12:05:00.000Z (5m after its first alert, earlier with 10000 alerts)',
    'Divided | into a storm for each cause, once it is sealed',
    'Below | of each cause: one resource, below its minimum with fewer than 2 firing alerts',
    'Resolved | of each cause: no resource if all of its alerts have ended by then',
  ]);
});

it('has one storm for the alerts of all rules that correlate', () => {
  const yaml = `correlate: on\nrules: [{name: web, match: team="web"}]`;
  const text = explainedText('x', explain(yaml, firing('a'), firing('b', { team: 'web' })), nowMs);
  expect(steady(text)).toContain('\nStorm | everything\nAlerts | 0, 1\nRule | default, web\n');
});

it('is there for programs, beside what each alert had before', () => {
  const causeOf = causeJsonOf(scopes.slice(0, 1), 'topology.yaml');
  const told = all.map((each) => explainedJson('x', each, causeOf));
  const place = { scope: 'everything', topology: 'topology.yaml' };
  const ofNode = { number: 1, kind: 'node', name: 'node n1', alerts: 2, becomes: 'storm' };
  const ofPod = { number: 2, kind: 'workload', name: 'Pod/shop/c', alerts: 1, becomes: 'drop' };
  expect(told.map((each) => ('correlated' in each ? each.correlated : 'none'))).toEqual([
    { ...place, cause: ofNode, reason: 'it is about the node n1' },
    { ...place, cause: ofNode, reason: 'its pod is on node n1' },
    { ...place, cause: ofNode, reason: 'its pod is on node n1' },
    { ...place, cause: ofPod, reason: 'it is about Pod/shop/c' },
    'none',
    { ...place, cause: null, reason: null },
  ]);
  const plain = all.map((each) => explainedJson('x', each));
  expect(told.map((each) => ({ ...each, correlated: undefined }))).toEqual(plain);
});

it('is not there where no rule correlates', () => {
  const causeOf = causeJsonOf([], undefined);
  const off = explain('correlate: off', firing('a'), { status: 'odd' });
  expect(off.map((each) => explainedJson('x', each, causeOf))).toEqual(
    off.map((each) => explainedJson('x', each)),
  );
  expect(off.map((each) => 'correlated' in explainedJson('x', each, causeOf))).toEqual([false, false]);
});
