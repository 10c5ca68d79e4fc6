import { expect, it } from 'vitest';

import { HttpProblem } from '../../src/http/problem.ts';
import { readGiven } from '../../src/api/read-given.ts';
import { apiRoutes } from '../../src/api/routes.ts';

function schemaOf(path: string) {
  const route = apiRoutes.find((one) => one.path === path && one.method === 'get');
  if (!route) throw new Error(`there is no ${path}`);
  return route.querySchema;
}

function refusalOf(path: string, given: unknown): HttpProblem {
  try {
    readGiven(schemaOf(path), given);
  } catch (error) {
    if (error instanceof HttpProblem) return error;
  }
  throw new Error('not refused with a problem');
}

it.each([
  ['/storms', { limit: '0' }, `limit can't be "0".`, 'Use 1 to 1000, and the cursor for what is beyond.'],
  ['/storms', { limit: '' }, `limit can't be "".`, 'Use 1 to 1000, and the cursor for what is beyond.'],
  ['/storms', { limit: ['1', '2'] }, String.raw`limit can't be "[\"1\",\"2\"]".`, 'Give it once.'],
  [
    '/storms',
    { state: 'open,shut' },
    `state can't be "shut".`,
    'Use some of open, sealed, submitted, failed, dropped, discarded, divided.',
  ],
  [
    '/storms',
    { cursor: 'x'.repeat(999) },
    `cursor can't be "${'x'.repeat(100)}".`,
    'Give back the cursor of the page before, unchanged.',
  ],
  ['/storms', { sort: 'age' }, `sort can't be "age".`, 'Use latest or size.'],
  [
    '/storms',
    { patern: 'x' },
    'There is no parameter "patern" here.',
    'Leave it out; did you mean `pattern`?',
  ],
  [
    '/storms',
    { pattern: 'x'.repeat(501) },
    `pattern can't be "${'x'.repeat(100)}".`,
    'Use at most 500 characters.',
  ],
  ['/storms/{id}/alerts', { status: 'gone' }, `status can't be "gone".`, 'Use firing or resolved.'],
  [
    '/storms/{id}/alerts',
    { cursor: '-1' },
    `cursor can't be "-1".`,
    'Give back the cursor of the page before, unchanged.',
  ],
  ['/failed', { since: '1 h' }, `since can't be "1 h".`, 'Use a duration such as 30m, 2h or 1h30m.'],
  [
    '/failed',
    { cursor: '1_finalize' },
    `cursor can't be "1_finalize".`,
    'Give back the cursor of the page before, unchanged.',
  ],
  ['/rejects', { limit: '101' }, `limit can't be "101".`, 'Use 1 to 100.'],
  ['/totals', { limit: '1' }, 'There is no parameter "limit" here.', 'Leave it out.'],
])('of %s, %j is told: %s %s', (path, given, detail, advice) => {
  const { kind, message, advice: told } = refusalOf(path, given);
  expect([kind, message, told]).toEqual(['bad-parameter', detail, advice]);
});

it('what is given right is read as what it means', () => {
  const given = {
    state: 'open,sealed,open',
    limit: '7',
    pattern: '',
    cursor: '1_0123456789abcdef-0123456789ab',
  };
  expect(readGiven(schemaOf('/storms'), given)).toEqual({ ...given, state: ['open', 'sealed'], limit: 7 });
  expect(readGiven(schemaOf('/failed'), { since: '1h30m' })).toEqual({ since: 5_400_000 });
  expect(readGiven(schemaOf('/storms'), {})).toEqual({});
});
