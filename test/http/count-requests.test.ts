import { Router } from 'express';
import { expect, test } from 'vitest';

import { countRequests } from '../../src/http/count-requests.ts';
import { HttpProblem } from '../../src/http/problem.ts';
import { Metrics } from '../../src/metrics.ts';
import { ask, serve } from './support.ts';

async function routesCounted(...paths: string[]): Promise<string[]> {
  const metrics = new Metrics();
  const router = Router().get('/storms/:id', ({ params, query }, response) => {
    if (params.id === 'bad') throw new HttpProblem('bad-parameter', 'no', 'no');
    response.json(query);
  });
  await using served = await serve((app) => void app.use(countRequests(metrics)).use('/api/v1', router));
  for (const path of paths) await ask(`${served.url}${path}`);
  const { values } = await metrics.requests.get();
  return values.map(({ labels, value }) => `${labels.route} ${labels.status}: ${value}`);
}

test('no sender makes a series of its own, whatever it asks for and however it writes it', async () => {
  const counted = await routesCounted(
    ...['/api/v1/storms/a', '/api/v1/storms/b', '/API/v1/storms/a', '/Api/V1/STORMS/a'],
    ...['/a', '/b', '/api/v1/c', '/API/V1/d'],
  );
  expect(counted).toEqual(['/api/v1/storms/:id 200: 4', 'none 404: 4']);
});

test('an error is told of its route, as a good answer is', async () => {
  const counted = await routesCounted(
    '/api/v1/storms/bad?x=/y/z',
    '/API/v1/storms/bad',
    '/api/v1/storms/good?x=/y',
  );
  expect(counted).toEqual(['/api/v1/storms/:id 400: 2', '/api/v1/storms/:id 200: 1']);
});
