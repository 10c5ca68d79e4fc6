import { expect, it } from 'vitest';

import { endNodeDeath, openNodeDeath } from '../support/node-death.ts';
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

it("a scope's storm says that it is one, and has no resource; it is whole in its first alerts alone", async () => {
  await using bench = await openNodeDeath();
  await using api = await ServedApi.open(bench.instance);
  const { storms } = (await told(api, '/storms', '/storms')) as { storms: Found[] };
  expect(storms).toMatchObject([{ state: 'open', alertCount: 4, terms: { correlate: true } }]);
  const id = String(storms[0]?.['id']);
  expect(await api.get(`/storms/${id}/resource`)).toMatchObject({
    status: 404,
    body: {
      detail: `Storm ${id} has no resource. It is divided by cause once it is sealed: each cause gets a storm and a resource of its own.`,
    },
  });
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
      detail: expect.stringMatching(
        /It was divided by cause into 2 storms, which have resources of their own\.$/,
      ) as unknown,
    },
  });
});
