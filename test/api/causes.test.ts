import { expect, it } from 'vitest';

import { endNodeDeath, openNodeDeath } from '../support/node-death.ts';
import { podAlert } from '../support/worker-bench.ts';
import { expectDocumented } from './documented.ts';
import { ServedApi } from './support.ts';

type Found = Readonly<Record<string, unknown>>;

/** What an operation answers with 200, as it is documented. */
async function told(api: ServedApi, operation: string, path: string): Promise<Found> {
  const answer = await api.get(path);
  expect([path, answer.status]).toEqual([path, 200]);
  expectDocumented(`get /api/v1${operation}`, answer);
  return answer.body as Found;
}

it("a scope's storm says that it is one, and shows what it would be divided into", async () => {
  await using bench = await openNodeDeath();
  await using api = await ServedApi.open(bench.instance);
  const { storms } = (await told(api, '/storms', '/storms')) as { storms: Found[] };
  expect(storms).toMatchObject([{ state: 'open', alertCount: 4, terms: { correlate: true } }]);
  const id = String(storms[0]?.['id']);
  const preview = await api.get(`/storms/${id}/resource?format=json`);
  expectDocumented('get /api/v1/storms/{id}/resource', preview);
  expect([preview.headers.get('x-stormfold-resource'), preview.body]).toMatchObject([
    'preview',
    { kind: 'List', items: [{ spec: { alertCount: 1 } }, { spec: { cause: { name: 'node worker-3' } } }] },
  ]);
  const { alerts } = (await told(api, '/storms/{id}/alerts', `/storms/${id}/alerts?q=nodenot`)) as {
    alerts: Found[];
  };
  expect(alerts).toMatchObject([
    { alertname: 'KubeNodeNotReady', resource: { kind: 'Node', name: 'worker-3' } },
  ]);
  expect(alerts[0]).not.toHaveProperty('reason');
  expect(await told(api, '/storms/{id}/samples', `/storms/${id}/samples`)).toMatchObject({
    samples: { length: 4 },
  });
});

it("of a scope's storm, which has all of its alerts whole, shows the first ten", async () => {
  await using bench = await openNodeDeath();
  await using api = await ServedApi.open(bench.instance);
  await bench.post(...Array.from({ length: 12 }, (_, n) => podAlert(`more-${n}`)));
  await bench.folded();
  const [storm] = await bench.storms('open');
  const { samples } = (await told(api, '/storms/{id}/samples', `/storms/${storm?.id}/samples`)) as {
    samples: Found[];
  };
  expect([storm?.alertCount, samples.length]).toEqual([16, 10]);
});

it('storms say their causes, and their alerts why they are there; a divided one is told to who asks for it', async () => {
  await using bench = await openNodeDeath();
  await using api = await ServedApi.open(bench.instance);
  await endNodeDeath(bench);
  const list = (query: string) =>
    told(api, '/storms', `/storms${query}`) as unknown as Promise<{ storms: Found[] }>;
  const { storms } = await list('');
  const [divided] = (await list('?state=divided')).storms;
  expect(storms.map(({ state }) => state)).toEqual(['submitted', 'submitted']);
  const ids = storms.map(({ id }) => id);
  expect(divided).toMatchObject({ state: 'divided', alertCount: 4 });
  expect((divided?.['dividedInto'] as string[] | undefined)?.toSorted()).toEqual(ids.map(String).sort());
  expect((await list('?state=divided,submitted')).storms).toHaveLength(3);

  const [node, ...others] = (await list('?pattern=WORKER-3')).storms;
  expect(others).toEqual([]);
  expect(node).toMatchObject({
    alertCount: 3,
    cause: { kind: 'node', name: 'node worker-3', patternCount: 2, scopeId: divided?.['id'] },
  });
  const { alerts } = (await told(api, '/storms/{id}/alerts', `/storms/${String(node?.['id'])}/alerts`)) as {
    alerts: Found[];
  };
  expect(alerts.map(({ alertname }) => alertname)).toEqual([
    'KubePodNotReady',
    'KubePodNotReady',
    'KubeNodeNotReady',
  ]);
  for (const { reason } of alerts) expect(reason).toMatch(/worker-3/);
  expect(await api.get(`/storms/${String(divided?.['id'])}/resource`)).toMatchObject({
    status: 404,
    body: {
      detail: expect.stringContaining('Each of the storms that it was divided into has its own.') as unknown,
    },
  });
});
