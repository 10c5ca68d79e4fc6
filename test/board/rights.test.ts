import { appRoutes } from '@bull-board/api/dist/routes.js';
import { expect, it } from 'vitest';

import { actionOfRoute, refusalOf } from '../../src/board/rights.ts';

const routes = appRoutes.api.flatMap(({ method, route }) =>
  [method].flat().flatMap((verb) => [route].flat().map((path) => `${verb} ${path}`)),
);

it('knows every route of the installed board that changes something, and no other', () => {
  const writing = routes.filter((route) => !route.startsWith('get '));
  expect(Object.keys(actionOfRoute).toSorted()).toEqual(writing.toSorted());
});

it('refuses what a later version may bring, until somebody has judged it', () => {
  const refusal = refusalOf('put', '/api/queues/:queueName/shuffle', { queueName: 'finalize' });
  expect(refusal).toMatch(/does not know/);
});

it('lets everything be read', () => {
  expect(refusalOf('get', '/api/queues/:queueName/shuffle', { queueName: 'aggregate-0' })).toBeUndefined();
});

it('refuses no action on all queues at once that it allows on each', () => {
  for (const action of ['pause', 'resume']) {
    expect(refusalOf('put', `/api/queues/${action}`, {})).toBeUndefined();
  }
});

it.each([
  ['aggregate-3', 'retry, pause, resume, release rate limit'],
  [
    'finalize',
    'retry, pause, resume, promote, remove, concurrency, rate limit, release rate limit, delay, priority',
  ],
  ['sweep', 'retry, pause, resume, promote, remove, release rate limit, run schedule'],
])('allows on %s only what loses nothing', (queueName, allowed) => {
  const actions = Object.entries(actionOfRoute).flatMap(([route, action]) => {
    const [method = '', path = ''] = route.split(' ');
    return refusalOf(method, path, { queueName }) === undefined ? [action] : [];
  });
  expect([...new Set(actions)].toSorted()).toEqual(allowed.split(', ').toSorted());
});

it('lets jobs be cleaned that have ended and stand for nothing', () => {
  const cleanable = (queueName: string) =>
    ['completed', 'wait', 'active', 'delayed', 'failed'].filter(
      (queueStatus) =>
        refusalOf('put', '/api/queues/:queueName/clean/:queueStatus', { queueName, queueStatus }) ===
        undefined,
    );
  expect(cleanable('aggregate-0')).toEqual([]);
  expect(cleanable('finalize')).toEqual(['completed']);
  expect(cleanable('sweep')).toEqual(['completed', 'failed']);
});
