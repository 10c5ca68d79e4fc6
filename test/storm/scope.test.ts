import { expect, it } from 'vitest';

import { isCalled, listedStates } from '../../src/storm/listing.ts';
import { carriedOver, isScope } from '../../src/storm/scope.ts';
import { bareTerms, causedStorm, snapshotOf } from '../support/snapshots.ts';

it('what is divided is in no list that is not asked for it', () => {
  expect(listedStates).toEqual(['open', 'sealed', 'submitted', 'failed', 'dropped', 'discarded']);
});

it.each([
  ['', true],
  ['WORKER-3', true],
  ['crash', true],
  ['worker-4', false],
])('a storm is called %j by its pattern or its cause: %s', (part, is) => {
  const { cause } = causedStorm;
  const pattern = { text: 'KubePodCrashLooping in shop', labels: {} };
  expect(isCalled({ pattern, ...(cause && { cause }) }, part)).toBe(is);
});

it('a storm that no cause is known of is called by its pattern', () => {
  expect(['shop', 'worker'].map((part) => isCalled(snapshotOf().storm, part))).toEqual([true, false]);
});

it("a scope's storm is told by its terms", () => {
  const { storm } = snapshotOf({ storm: { terms: { ...bareTerms, correlate: true } } });
  expect([isScope(storm), isScope({ terms: bareTerms }), isScope({})]).toEqual([true, false, false]);
});

it.each([
  ['divided', ['a', 'b'], [3, 4], 3],
  ['divided', ['a', 'b'], [3, 7], 0],
  ['divided', undefined, [], 10],
  // One of them is past its retention.
  ['divided', ['a', 'b'], [3], 0],
  ['open', undefined, [], 0],
] as const)(
  'of ten alerts of a %s storm in %j of %j, %i went over',
  (state, dividedInto, counts, carried) => {
    const storm = { state, alertCount: 10, ...(dividedInto && { dividedInto }) };
    const into = counts.map((alertCount) => ({ alertCount }));
    expect(carriedOver(storm, into)).toBe(carried);
  },
);
