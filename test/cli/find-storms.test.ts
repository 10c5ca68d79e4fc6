import { expect, it } from 'vitest';

import { findStorms, openFirst } from '../../src/cli/find-storms.ts';
import type { Storm, StormState } from '../../src/storm/storm.ts';

type Row = readonly [id: string, state: StormState, alerts: number, severity?: string, text?: string];

/** A list of these storms in this order, which pages as the one in Redis does. */
function listOf(...rows: Row[]) {
  const all = rows.map(([id, state, alertCount, severity = 'warning', text = 'A in shop']) => {
    return { id, state, alertCount, severity, pattern: { text } } as Storm;
  });
  return {
    page: async (states: readonly StormState[], limit: number, cursor = '0') => {
      const fitting = all.filter(({ state }) => states.includes(state));
      const end = Number(cursor) + limit;
      const storms = fitting.slice(Number(cursor), end);
      return end < fitting.length ? { storms, cursor: String(end) } : { storms };
    },
  };
}

const ids = (storms: readonly Storm[]) => storms.map(({ id }) => id);
const both: readonly StormState[] = ['open', 'submitted'];
const mixed = listOf(
  ...([
    ['a', 'submitted', 9],
    ['b', 'open', 2],
    ['c', 'open', 5],
    ['d', 'submitted', 1],
  ] as const),
  ...([['e', 'open', 5]] as const),
);

it.each([
  [4, ['a', 'b', 'c', 'd'], true],
  [5, ['a', 'b', 'c', 'd', 'e'], false],
  [9, ['a', 'b', 'c', 'd', 'e'], false],
])('finds the first %i, and whether there are more', async (limit, storms, more) => {
  const found = await findStorms(mixed, { states: both }, limit);
  expect([ids(found.storms), found.more]).toEqual([storms, more]);
});

it('looks through as many pages as it takes', async () => {
  const many = Array.from({ length: 999 }, (_, i): Row => [`s${i}`, 'open', 1]);
  const list = listOf(...many, ['last', 'open', 1, 'critical', 'B in Pay']);
  const rare = { states: both, pattern: 'IN PAY', severities: ['critical', 'error'] };
  expect(await findStorms(list, rare, 1)).toMatchObject({ storms: [{ id: 'last' }], more: false });
  expect(await findStorms(list, { ...rare, severities: ['error'] }, 1)).toEqual({ storms: [], more: false });
  expect((await findStorms(list, { states: both }, Infinity)).storms).toHaveLength(1000);
});

it.each([
  [2, ['c', 'e'], true],
  [3, ['c', 'e', 'b'], true],
  [4, ['c', 'e', 'b', 'a'], true],
  [5, ['c', 'e', 'b', 'a', 'd'], false],
])('puts open ones first, the largest first: %i of them', async (limit, storms, more) => {
  const found = await openFirst(mixed, { states: both }, limit);
  expect([ids(found.storms), found.more]).toEqual([storms, more]);
});
