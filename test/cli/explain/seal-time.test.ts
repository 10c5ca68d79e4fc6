import { expect, it } from 'vitest';

import { sealText } from '../../../src/cli/explain/explain-words.ts';
import { sealTimeOf } from '../../../src/cli/explain/seal-time.ts';
import { termsOf } from '../../../src/rules/route.ts';
import type { RuleSettings } from '../../../src/rules/rule.ts';
import { ruleSettingsOf } from '../../support/rule-book.ts';

const [second, minute] = [1000, 60_000];
const fixed = { window: { kind: 'fixed', ms: 5 * minute } } as const;
const quiet = { window: { kind: 'quiet', quietMs: 30 * second, maxMs: 10 * minute } } as const;

it.each<[Partial<RuleSettings>, number | undefined, number, string]>([
  [fixed, undefined, 5 * minute, '5m after its first alert'],
  [quiet, undefined, 30 * second, '30s after the last new alert, 10m at most'],
  [{ ...fixed, maxAlerts: 500 }, undefined, 5 * minute, '5m after its first alert, earlier with 500 alerts'],
  [
    { ...quiet, maxAlerts: 2 },
    undefined,
    30 * second,
    '30s after the last new alert, 10m at most, earlier with 2 alerts',
  ],
  [{ ...fixed, maxAlerts: 1 }, undefined, 0, 'at once'],
  [{ ...fixed, maxAlerts: 500 }, 0, 0, 'at once'],
  [quiet, 0, 0, 'at once'],
  [fixed, 10 * second, 10 * second, '10s after its first urgent alert'],
  [quiet, 10 * second, 10 * second, '10s after its first urgent alert'],
  // The quiet still ends it: an urgent alert only brings the end forward.
  [quiet, minute, 30 * second, '30s after the last new alert, 1m at most'],
  [fixed, 6 * minute, 5 * minute, '5m after its first alert'],
])('%j, urgent %s', (settings, urgentMs, ms, text) => {
  const terms = termsOf({ name: 'x', match: [], settings: ruleSettingsOf(settings) });
  const seal = sealTimeOf(terms, urgentMs, 1_000_000);
  expect([seal.atMs - 1_000_000, sealText(seal)]).toEqual([ms, text]);
});
