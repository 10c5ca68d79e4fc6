import { expect, test } from 'vitest';

import { type HealthSources, healthRoutes } from '../../src/http/health.ts';
import { countRequests } from '../../src/http/count-requests.ts';
import { Metrics, type SharedTotals } from '../../src/metrics.ts';
import { ask, serve } from './support.ts';

const totals: SharedTotals = {
  alerts: { received: 7 },
  rejected: { labels: 2, unknown: 1 },
  waiting: { pending: 0, dead: 0 },
  stormsEver: {},
  stormsNow: { open: 2 },
  jobs: [],
  oldestPendingSeconds: 0,
  oldestUnsubmittedSeconds: 0,
  redisMemory: { used: 1_000_000, max: 0 },
};

function healthy(sources: Partial<HealthSources> = {}) {
  const ready = async () => ({ ok: true, details: { redis: 'up' } });
  const all = { ready, metrics: new Metrics(), readShared: async () => totals, ...sources };
  return serve((app) => void app.use(countRequests(all.metrics), healthRoutes(all)));
}

test('livez, readyz and metrics answer', async () => {
  await using served = await healthy();
  expect(await ask(`${served.url}/livez`)).toMatchObject({ status: 200, body: { alive: true } });
  expect(await ask(`${served.url}/readyz`)).toMatchObject({
    status: 200,
    body: { ready: true, details: { redis: 'up' } },
  });
  const { status, headers, body } = await ask(`${served.url}/metrics`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(body).toContain('\nstormfold_alerts_total{outcome="received"} 7\n');
  expect(body).toContain('\nstormfold_storms{state="open"} 2\n');
  expect(body).toContain('\nstormfold_alerts_rejected_total{reason="labels"} 2\n');
  expect(body).toContain('\nstormfold_redis_memory_used_bytes 1000000\n');
  expect(body).toContain('\nstormfold_redis_up 1\n');
  expect(body).toContain('\nstormfold_http_requests_total{route="/livez",status="200"} 1\n');
});

test('a process that can not serve is 503 on readyz, with the details, and still alive', async () => {
  const ready = async () => ({ ok: false, details: { redis: 'away', draining: false } });
  await using served = await healthy({ ready });
  const { status, headers, body } = await ask(`${served.url}/readyz`);
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('5');
  expect(body).toMatchObject({
    type: 'urn:stormfold:problem:not-ready',
    details: { redis: 'away', draining: false },
  });
  expect((await ask(`${served.url}/livez`)).status).toBe(200);
});

test('without Redis the metrics of the process are still told', async () => {
  await using served = await healthy({ readShared: async () => Promise.reject(new Error('away')) });
  const { status, body } = await ask(`${served.url}/metrics`);
  expect(status).toBe(200);
  expect(body).toContain('\nstormfold_redis_up 0\n');
  expect(body).toContain('process_cpu_seconds_total');
});

test('what all processes share is told by none that does not reach Redis, however often it did before', async () => {
  let answers = true;
  const readShared = async () => (answers ? totals : Promise.reject(new Error('away')));
  await using served = await healthy({ readShared });
  const shared = /^stormfold_(?:alerts|storms|queue_jobs|oldest|redis_memory)\S* /gm;
  const told = async () => String((await ask(`${served.url}/metrics`)).body).match(shared)?.length ?? 0;
  const before = await told();
  answers = false;
  expect([before, await told()]).toEqual([10, 0]);
  answers = true;
  expect(await told()).toBe(before);
});

test('a guard stands before metrics only: probes have no secrets', async () => {
  await using served = await healthy({ guard: (_request, response) => void response.status(401).end() });
  const statuses = ['/livez', '/readyz', '/metrics'].map(
    async (path) => (await ask(served.url + path)).status,
  );
  expect(await Promise.all(statuses)).toEqual([200, 200, 401]);
});

test.for(['/livez', '/readyz', '/metrics'])('%s can be read and nothing else', async (path) => {
  await using served = await healthy();
  expect((await ask(served.url + path, { method: 'HEAD' })).status).toBe(200);
  const { status, headers } = await ask(served.url + path, { method: 'POST' });
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('requests are counted by route and status; what has no route has none', async () => {
  const metrics = new Metrics();
  await using served = await healthy({ metrics });
  await ask(`${served.url}/some/path/of/a/scanner`);
  await ask(`${served.url}/livez`, { method: 'POST' });
  const { values } = await metrics.requests.get();
  expect(values.map(({ labels, value }) => [labels['route'], labels['status'], value])).toEqual([
    ['none', 404, 1],
    ['/livez', 405, 1],
  ]);
});
