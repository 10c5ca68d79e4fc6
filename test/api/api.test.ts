import { expect, test } from 'vitest';

import { type Answer, ask } from '../http/support.ts';
import { plainTerms } from '../support/store.ts';
import { firing, notification, pods } from '../intake/support.ts';
import { openApi } from './support.ts';

const at = Date.parse('2026-06-01T12:00:30.000Z');
const clock = { now: () => at };

interface Page {
  readonly storms: readonly { readonly id: string; readonly state: string }[];
  readonly alerts: readonly { readonly resource: { readonly name: string } }[];
  readonly cursor?: string;
}
const pageOf = ({ body }: Answer) => body as Page;

test('a storm is shown with its counts, and its times as ISO 8601', async () => {
  await using bench = await openApi({ sources: { clock } });
  await bench.post(notification(pods(3, { severity: 'critical' })), { 'X-Request-Id': 'req-1' });
  const [id] = await bench.foldAll();
  const { status, headers, body } = await bench.get(`/api/v1/storms/${id}`);
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(body).toEqual({
    id,
    state: 'open',
    pattern: {
      text: 'KubePodCrashLooping in shop',
      labels: { alertname: 'KubePodCrashLooping', namespace: 'shop' },
    },
    severity: 'critical',
    alertCount: 3,
    deliveryCount: 3,
    resolvedCount: 0,
    truncated: false,
    ...{ flappingCount: 0, joinedCount: 0, endedLateCount: 0 },
    terms: plainTerms,
    openedAt: '2026-06-01T12:00:30.000Z',
    sealAt: '2026-06-01T12:05:30.000Z',
    requestId: 'req-1',
  });
  const list = await bench.get('/api/v1/storms');
  expect(list.body).toEqual({ storms: [body] });
});

test('storms are listed by state and page by page, each once', async () => {
  await using bench = await openApi();
  for (let i = 0; i < 7; i++) await bench.post(notification(pods(1, { namespace: `n-${i}` })));
  const ids = await bench.foldAll();
  const { store } = bench.instance;
  for (const id of ids.slice(0, 3)) await store.seal(id, true);
  await store.settle(ids[0] ?? '', 'submitted', 'storm-a');
  const idsAt = async (query: string) => {
    const found: string[] = [];
    let cursor = '';
    do {
      const page = pageOf(await bench.get(`/api/v1/storms?${query}&limit=2${cursor}`));
      found.push(...page.storms.map((storm) => storm.id));
      cursor = page.cursor === undefined ? '' : `&cursor=${page.cursor}`;
    } while (cursor !== '');
    return found.sort();
  };
  expect(await idsAt('')).toEqual([...ids].sort());
  expect(await idsAt('state=open')).toEqual(ids.slice(3).sort());
  expect(await idsAt('state=sealed,submitted')).toEqual(ids.slice(0, 3).sort());
  expect(await idsAt('state=failed')).toEqual([]);
  expect(await idsAt('state=open,open,sealed,open')).toEqual(ids.slice(1).sort());
  const submitted = pageOf(await bench.get('/api/v1/storms?state=submitted')).storms;
  expect(submitted).toMatchObject([{ id: ids[0], resourceName: 'storm-a', sealReason: 'forced' }]);
});

test('all members of a storm, page by page, in order, also once it is sealed', async () => {
  await using bench = await openApi({ sources: { clock } });
  await bench.post(
    notification([...pods(5), { ...firing('pod-0'), status: 'resolved', endsAt: '2026-06-01T12:01:00Z' }]),
  );
  const [id = ''] = await bench.foldAll();
  const names = async () => {
    const found: string[] = [];
    let cursor: string | undefined = '0';
    while (cursor !== undefined) {
      const page: Page = pageOf(await bench.get(`/api/v1/storms/${id}/alerts?limit=2&cursor=${cursor}`));
      found.push(...page.alerts.map(({ resource }) => resource.name));
      cursor = page.cursor;
    }
    return found;
  };
  const all = ['pod-0', 'pod-1', 'pod-2', 'pod-3', 'pod-4'];
  expect(await names()).toEqual(all);
  await bench.instance.store.seal(id, true);
  // the pattern's next storm now stands where this one stood
  await bench.post(notification([firing('other')]));
  await bench.foldAll();
  expect(await names()).toEqual(all);
  const { alerts } = pageOf(await bench.get(`/api/v1/storms/${id}/alerts?limit=1`));
  expect(alerts).toEqual([
    {
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      startsAt: '2026-06-01T12:00:00.123456789Z',
      endsAt: '2026-06-01T12:01:00.000Z',
      arrivedAt: '2026-06-01T12:00:30.000Z',
      deliveries: 2, // the resolve is one too
      severity: 'none',
      resource: { kind: 'Pod', namespace: 'shop', name: 'pod-0' },
    },
  ]);
});

test.for([
  ['/api/v1/storms?state=closed', 'state'],
  ['/api/v1/storms?state=', 'state'],
  ['/api/v1/storms?state=open&state=sealed', 'state'],
  ['/api/v1/storms?limit=0', 'limit'],
  ['/api/v1/storms?limit=1001', 'limit'],
  ['/api/v1/storms?limit=1e2', 'limit'],
  ['/api/v1/storms?cursor=x', 'cursor'],
  ['/api/v1/storms?cursor=', 'cursor'],
  ['/api/v1/storms/nonsense', 'id'],
  ['/api/v1/storms/..%2F..%2Fetc', 'id'],
  ['/api/v1/storms/nonsense/alerts', 'id'],
  ['/api/v1/storms/0123456789abcdef-0123456789ab/alerts?cursor=-1', 'cursor'],
  ['/api/v1/storms/0123456789abcdef-0123456789ab/alerts?limit=many', 'limit'],
] as const)('%s is 400 and names the parameter %s', async ([path, name]) => {
  await using bench = await openApi();
  expect(await bench.get(path)).toMatchObject({
    status: 400,
    body: { type: 'urn:stormfold:problem:bad-parameter', parameter: name },
  });
});

test('a storm that is not there is 404, a path below it too, and what would change one 405', async () => {
  await using bench = await openApi();
  const path = '/api/v1/storms/0123456789abcdef-0123456789ab';
  for (const missing of [path, `${path}/alerts`, `${path}/nothing`, '/api/v1', '/api/v2/storms']) {
    expect([missing, (await bench.get(missing)).status]).toEqual([missing, 404]);
  }
  const { status, headers } = await ask(bench.url + path, { method: 'DELETE' });
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('the API asks for an operator, and so does what is mounted beside it if it uses the gate', async () => {
  const operator = { tokens: ['o'], tokenFiles: [], basic: [] };
  await using bench = await openApi({
    auth: { operator, webhook: { ...operator, tokens: ['w'] } },
    mount: (app) => void app.get('/queues', (_q, response) => response.json({ mounted: true })),
  });
  for (const path of ['/api/v1/storms', '/api/v1/storms/x', '/api/v1/nothing']) {
    const refused = await bench.get(path, { Authorization: 'Bearer w' });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic/);
  }
  expect((await bench.get('/api/v1/storms', { Authorization: 'Bearer o' })).status).toBe(200);
  expect((await bench.get('/queues')).body).toEqual({ mounted: true });
  expect((await bench.get('/metrics')).status).toBe(200);
});
