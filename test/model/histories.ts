import fc from 'fast-check';

import type { StormTerms } from '../../src/storm/terms.ts';
import { minute } from '../support/store.ts';
import type { Limits } from './reference.ts';

/** One alert of a history; how long ago it says it started and ended, in milliseconds, or will have ended if it fires. */
export interface Told {
  readonly pod: number;
  readonly status: 'firing' | 'resolved';
  readonly startedAgoMs: number | undefined;
  readonly endedAgoMs: number | undefined;
  readonly expiresInMs: number | undefined;
  readonly rank: number;
  readonly urgentMs: number | undefined;
}

export type Step =
  /** A notification, so long after the one before. Its rule is one of the two that the history has. */
  | {
      readonly kind: 'notify';
      readonly afterMs: number;
      readonly pattern: number;
      readonly rule: number;
      readonly muted: boolean;
      readonly alerts: readonly Told[];
    }
  /** The worker is away from here until the next `fold`. */
  | { readonly kind: 'fold' }
  /** The finalize timers of whatever is due by now fire. */
  | { readonly kind: 'fire' }
  /** The last jobs run again. */
  | { readonly kind: 'rerun' };

export interface History {
  readonly rules: readonly StormTerms[];
  readonly limits: Limits | undefined;
  readonly steps: readonly Step[];
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const upTo = (max: number) => fc.integer({ min: 1, max });

const rules: fc.Arbitrary<StormTerms> = fc
  .record({
    windowMs: upTo(6 * minute),
    quietMs: maybe(upTo(2 * minute)),
    maxAlerts: maybe(upTo(4)),
    minAlerts: maybe(upTo(4)),
    below: fc.constantFrom('submit', 'each', 'drop'),
    whenResolved: fc.constantFrom('submit', 'drop'),
    cooldownMs: maybe(upTo(10 * minute)),
    cooldownMax: upTo(3),
    updates: fc.boolean(),
    flapAfter: maybe(upTo(2)),
  })
  .map((terms) => ({ rule: 'random', ...withoutUndefined(terms) }));

const told: fc.Arbitrary<Told> = fc.record({
  pod: fc.integer({ min: 0, max: 5 }),
  status: fc.constantFrom('firing', 'firing', 'firing', 'resolved'),
  startedAgoMs: fc.option(fc.integer({ min: 0, max: 8 * minute }), { nil: undefined, freq: 8 }),
  endedAgoMs: maybe(fc.integer({ min: 0, max: 8 * minute })),
  // One that came late has expired before it came.
  expiresInMs: fc.option(
    fc.oneof(fc.constantFrom(0, minute), fc.integer({ min: -minute, max: 5 * minute })),
    {
      nil: undefined,
      freq: 2,
    },
  ),
  rank: fc.integer({ min: 0, max: 3 }),
  urgentMs: fc.option(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000 })), {
    nil: undefined,
    freq: 2,
  }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('notify' as const),
      // Often in the very millisecond of the one before, or of a deadline.
      afterMs: fc.oneof(fc.constantFrom(0, 1, minute), fc.integer({ min: 0, max: 3 * minute })),
      pattern: fc.integer({ min: 0, max: 2 }),
      rule: fc.integer({ min: 0, max: 1 }),
      muted: fc.boolean().chain((once) => (once ? fc.boolean() : fc.constant(false))),
      alerts: fc.array(told, { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'fold' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'fire' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'rerun' as const }) },
);

/** Histories of three patterns, under two rules, with and without limits. */
export const histories: fc.Arbitrary<History> = fc.record({
  rules: fc.tuple(rules, rules),
  limits: maybe(fc.record({ maxStorms: maybe(upTo(2)), maxAlerts: maybe(upTo(5)) }).map(withoutUndefined)),
  steps: fc.array(step, { minLength: 1, maxLength: 30 }),
});

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(record: T): Defined<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Defined<T>;
}
