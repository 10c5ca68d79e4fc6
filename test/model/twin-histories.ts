import fc from 'fast-check';

import type { StormTerms } from '../../src/storm/terms.ts';
import { minute, plainTerms } from '../support/store.ts';

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const upTo = (max: number) => fc.integer({ min: 1, max });

const alert = fc.record({
  pod: fc.integer({ min: 0, max: 3 }),
  status: fc.constantFrom('firing' as const, 'firing' as const, 'firing' as const, 'resolved' as const),
  // Few, so that one alert is often told alike: within the skew and beyond it, and without a begin.
  startedS: fc.constantFrom(null, null, 0, 0, 0, 10, 20, 300),
  endedS: maybe(fc.constantFrom(-10, 0, 15, 200, 400)),
  rank: fc.integer({ min: 0, max: 2 }),
  urgentMs: fc.option(fc.constantFrom(0, 5000), { nil: undefined, freq: 4 }),
});
export type Told = typeof alert extends fc.Arbitrary<infer T> ? T : never;

const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('notify' as const),
      afterMs: fc.constantFrom(0, 0, 1, 1000, minute),
      pattern: fc.integer({ min: 0, max: 2 }),
      rule: fc.integer({ min: 0, max: 1 }),
      muted: fc.constantFrom(false, false, false, true),
      truncated: fc.constantFrom(false, false, true),
      acks: fc.boolean(),
      alerts: fc.array(alert, { minLength: 1, maxLength: 8 }),
    }),
  },
  { weight: 8, arbitrary: fc.constant({ kind: 'fold' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('seal' as const), force: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'rerun' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'forget' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'keep' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lose' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.constantFrom(3, 21) }),
  },
);
export type TwinStep = typeof step extends fc.Arbitrary<infer S> ? S : never;

const rule = fc
  .record({
    windowMs: fc.constantFrom(1, 30_000, 5 * minute),
    quietMs: maybe(fc.constantFrom(1, 60_000)),
    maxAlerts: maybe(upTo(4)),
    minAlerts: maybe(upTo(3)),
    below: fc.constantFrom('submit' as const, 'each' as const, 'drop' as const),
    whenResolved: fc.constantFrom('submit' as const, 'drop' as const),
    cooldownMs: maybe(fc.constantFrom(1000, 10 * minute)),
    cooldownMax: upTo(2),
    flapAfter: maybe(upTo(2)),
  })
  .map((terms) => {
    const said = Object.entries(terms).filter(([, value]) => value !== undefined);
    return { ...plainTerms, ...(Object.fromEntries(said) as Partial<StormTerms>) };
  });

/** Histories of three patterns and four pods, under two rules; which of the two workers folds is by turns of `workers`. */
export const twinHistories = fc.record({
  rules: fc.tuple(rule, rule),
  samples: fc.constantFrom(0, 2, 5),
  tenant: maybe(fc.constantFrom({ maxStorms: 1 }, { maxAlerts: 2 }, { maxStorms: 1, maxAlerts: 3 })),
  moved: fc.boolean(),
  workers: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 9 }),
  steps: fc.array(step, { minLength: 8, maxLength: 40 }),
});
export type TwinHistory = typeof twinHistories extends fc.Arbitrary<infer H> ? H : never;
