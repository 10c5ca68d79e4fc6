import { Router } from 'express';
import { expect, test } from 'vitest';

import { countRequests } from '../../src/http/count-requests.ts';
import { Metrics } from '../../src/metrics.ts';
import { ask, serve } from './support.ts';

async function routesCounted(...paths: string[]): Promise<string[]> {
  const metrics = new Metrics();
  const router = Router().get('/storms/:id', (_request, response) => response.json({}));
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
