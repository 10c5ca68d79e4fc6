import fc from 'fast-check';

import { minute } from '../../support/store.ts';

/** One of the things that alerts are about, and whether it is said to go on, to have ended, or to begin anew. */
const told = fc.record({
  scope: fc.integer({ min: 0, max: 1 }),
  thing: fc.integer({ min: 0, max: 8 }),
  act: fc.constantFrom('fire' as const, 'fire' as const, 'fire' as const, 'end' as const),
  /** Of one that fires: it says that it will have ended after so long unless it is sent again. */
  expiresInMs: fc.option(fc.constantFrom(0, minute, 4 * minute), { nil: undefined, freq: 2 }),
});

/** What befalls the worker that does the next thing: it dies before its nth call of Redis or behind it, or freezes there. */
const mishap = fc.option(
  fc.record({
    kind: fc.constantFrom('dies' as const, 'freezes' as const),
    at: fc.integer({ min: 1, max: 16 }),
  }),
  { nil: undefined, freq: 2 },
);

const step = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('notify' as const),
      // Often in the very millisecond of the one before, or of a deadline.
      afterMs: fc.oneof(fc.constantFrom(0, 1, minute, 5 * minute), fc.integer({ min: 0, max: 3 * minute })),
      alerts: fc.array(told, { minLength: 1, maxLength: 7 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('fold' as const), mishap }) },
  /** The finalize jobs of whatever is due by now send their seals. */
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('fire' as const), mishap }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'force' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'submit' as const }) },
  /** The last jobs run again. */
  { weight: 1, arbitrary: fc.constant({ kind: 'rerun' as const }) },
  /** What is frozen goes on. */
  { weight: 1, arbitrary: fc.constant({ kind: 'wake' as const }) },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
export type Notify = Extract<Step, { kind: 'notify' }>;
export type Mishap = Exclude<typeof mishap extends fc.Arbitrary<infer M> ? M : never, undefined>;

/** Histories of two scopes with nine things each, under windows of five minutes. */
export const histories = fc.record({
  maxAlerts: fc.constantFrom(4, 10_000, 10_000),
  whenResolved: fc.constantFrom('submit' as const, 'submit' as const, 'drop' as const),
  steps: fc.array(step, { minLength: 4, maxLength: 30 }),
});
export type History = typeof histories extends fc.Arbitrary<infer H> ? H : never;
