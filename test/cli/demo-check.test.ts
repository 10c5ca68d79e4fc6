import { describe, expect, test } from 'vitest';

import type { WrittenResource } from '../../src/cli/demo/check-storms.ts';
import { type Outcome, faultsOf } from '../../src/cli/demo/check.ts';
import { type TrueStorm, readTruth } from '../../src/cli/demo/truth.ts';
import type { AlertStormSpec } from '../../src/sink/alert-storm.ts';

const truth = readTruth();
const right = outcomeOf(truth.storms.map(resourceOf));
const [first, ...rest] = right.resources;
if (!first) throw new Error('the recording has no storm');
const { members, affectedResources } = first.manifest.spec;

test('what the recording has to give has no fault', () => {
  expect(faultsOf(truth, right)).toEqual([]);
});

describe('a resource that is not as it should be is told', () => {
  const specs: Readonly<Record<string, Partial<AlertStormSpec>>> = {
    'alertCount: 99, and not': { alertCount: 99 },
    'deliveryCount: 99, and not': { deliveryCount: 99 },
    'resolvedCount: 99, and not': { resolvedCount: 99 },
    'severity: info, and not': { severity: 'info' },
    'truncated: true, and not false': { truncated: true },
    'is missing': { members: members.slice(1) },
    'belongs elsewhere': { members: ['0000000000000000@2026-01-01T00:00:00Z', ...members.slice(1)] },
    'members: 2, and not 1': { members: [...members, ...members] },
    'and not {"kind"': { affectedResources: affectedResources.map((one) => ({ ...one, name: 'other' })) },
    'affectedResources: 2, and not 1': { affectedResources: [...affectedResources, ...affectedResources] },
    'by kind:': { affectedResourcesByKind: { Pod: 1 } },
  };

  test.each(Object.entries(specs))('%s', (fault, spec) => {
    const wrong = { ...first, manifest: { ...first.manifest, spec: { ...first.manifest.spec, ...spec } } };
    const faults = faultsOf(truth, outcomeOf([wrong, ...rest]));

    expect(faults).toContainEqual(expect.stringContaining(fault));
    expect(faults.every((each) => each.startsWith(first.manifest.spec.pattern.text))).toBe(true);
  });
});

describe('a number of resources that is not right is told', () => {
  test('one too few', () => {
    expect(faultsOf(truth, outcomeOf(rest))).toContainEqual(
      `${first.manifest.spec.pattern.text}: resources: 0, and not 1`,
    );
  });

  test('the same storm twice', () => {
    const faults = faultsOf(truth, outcomeOf([first, ...right.resources]));
    expect(faults).toContainEqual(`${first.manifest.spec.pattern.text}: resources: 2, and not 1`);
  });

  test('a storm that the recording does not have', () => {
    const pattern = { text: 'Invented in shop', labels: {} };
    const invented = { ...first, manifest: { ...first.manifest, spec: { ...first.manifest.spec, pattern } } };
    const faults = faultsOf(truth, outcomeOf([invented, ...right.resources]));
    expect(faults).toContainEqual('Invented in shop: a storm that nobody expected');
  });
});

describe('a sum that is not right is told', () => {
  test.each(Object.keys(right.totals.alerts))('alerts %s', (outcome) => {
    const alerts = { ...right.totals.alerts, [outcome]: 1000 };
    const faults = faultsOf(truth, { ...right, totals: { ...right.totals, alerts } });
    expect(faults.join('\n')).toMatch(/: 1000, and not \d+|discarded: 1\d\d\d, and not/);
  });

  test('a storm left open', () => {
    const stormsNow = { ...right.totals.stormsNow, open: 1 };
    expect(faultsOf(truth, { ...right, totals: { ...right.totals, stormsNow } })).toEqual([
      'storms open: 1, and not 0',
    ]);
  });

  test('alerts in a dead letter', () => {
    const waiting = { pending: 0, dead: 3 };
    const faults = faultsOf(truth, { ...right, totals: { ...right.totals, waiting } });
    expect(faults).toContain('alerts in dead letters: 3, and not 0');
  });

  test('a notification that was refused', () => {
    const answers = { ...right.answers, refused: ['node-death.jsonl.gz:7 was answered 503'] };
    expect(faultsOf(truth, { ...right, answers })).toEqual(answers.refused);
  });
});

function outcomeOf(resources: readonly WrittenResource[]): Outcome {
  const storms = truth.storms.length;
  return {
    answers: { notifications: truth.recording.notifications, accepted: truth.alerts.received, refused: [] },
    totals: {
      alerts: { ...truth.alerts, discarded: 0 },
      waiting: { pending: 0, dead: 0 },
      ...{ rejected: {}, redisMemory: { used: 0, max: 0 } },
      stormsEver: { sealed: storms, forced: 0, submitted: storms, discarded: 0 },
      stormsNow: { open: 0, sealed: 0, submitted: storms, failed: 0, discarded: 0 },
      ...{ jobs: [], oldestPendingSeconds: 0, oldestUnsubmittedSeconds: 0 },
    },
    resources,
  };
}

function resourceOf(storm: TrueStorm, index: number): WrittenResource {
  const {
    pattern: text,
    severity,
    alertCount,
    deliveryCount,
    resolvedCount,
    resources,
    members: all,
  } = storm;
  const byKind = Map.groupBy(resources, ({ kind }) => kind);
  const spec: AlertStormSpec = {
    pattern: { text, labels: {} },
    ...{ severity, alertCount, deliveryCount, resolvedCount, storm: true, flappingCount: 0 },
    resolved: resolvedCount === alertCount,
    affectedResources: resources.map((one) => ({ ...one, firstSeen: '2026-01-01T00:00:00Z' })),
    affectedResourceCount: resources.length,
    affectedResourcesByKind: Object.fromEntries([...byKind].map(([kind, list]) => [kind, list.length])),
    ...{ truncated: false, commonLabels: {}, commonAnnotations: {}, members: all, samples: [] },
    window: { openedAt: '2026-01-01T00:00:00Z', sealedAt: '2026-01-01T00:00:12Z', reason: 'expired' },
  };
  const metadata = { name: `storm-${index}`, labels: {}, annotations: {} };
  const manifest = { apiVersion: 'stormfold.io/v1alpha1', kind: 'AlertStorm', metadata, spec };
  return { file: `/storms/storm-${index}.yaml`, manifest };
}
