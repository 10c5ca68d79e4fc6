import { expect, it } from 'vitest';

import { stormJson } from '../../src/storm/storm-json.ts';
import { bareTerms, snapshotOf } from '../support/snapshots.ts';

const terms = { ...bareTerms, rule: 'nodes', quietMs: 30_000, minAlerts: 3, below: 'drop' } as const;

it('a storm is shown with its times as RFC 3339, its terms as they are, and what came after its seal', () => {
  const { storm } = snapshotOf({
    storm: {
      ...{ state: 'dropped', fate: 'drop', reason: 'fewer than 3 alerts', terms, sealWrittenAt: 1 },
      ...{ flappingCount: 1, joinedCount: 4, endedLateCount: 2, commonPairs: ['l1'] },
    },
  });
  expect(stormJson(storm)).toEqual({
    ...{ id: '0123456789abcdef-a1b2c3d4e5f6', state: 'dropped', fate: 'drop', reason: 'fewer than 3 alerts' },
    pattern: {
      text: 'KubePodCrashLooping in shop',
      labels: { alertname: 'KubePodCrashLooping', namespace: 'shop' },
    },
    ...{ severity: 'critical', alertCount: 2, deliveryCount: 5, resolvedCount: 0, truncated: false },
    ...{ flappingCount: 1, joinedCount: 4, endedLateCount: 2 },
    terms: {
      ...{ rule: 'nodes', windowMs: 300_000, quietMs: 30_000, minAlerts: 3, below: 'drop' },
      ...{ whenResolved: 'submit', cooldownMax: 500, updates: false },
    },
    ...{ openedAt: '2026-11-24T12:00:00.000Z', sealAt: '2026-11-24T12:05:00.000Z' },
    ...{ sealedAt: '2026-11-24T12:05:00.250Z', sealReason: 'expired' },
  });
});

it('a storm of a version without rules has neither terms nor fate', () => {
  const shown = stormJson(snapshotOf().storm);
  expect(shown).not.toHaveProperty('terms');
  expect(shown).not.toHaveProperty('fate');
});
