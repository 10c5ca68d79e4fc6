import { expect, it } from 'vitest';

import { envOf, stormfold } from '../support/cli.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { minute, noon } from '../support/store.ts';

const text = (minutes: number) => new Date(noon + minutes * minute).toISOString();

function posted(pod: string, endsAt: number) {
  const labels = { alertname: 'KubePodCrashLooping', namespace: 'shop', pod };
  return { labels, annotations: {}, startsAt: text(-1), endsAt: text(endsAt) };
}

async function post(bench: ServiceBench, ...alerts: unknown[]): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(alerts) };
  const response = await fetch(`${bench.url}/api/v2/alerts`, init);
  expect([response.status, await response.text()]).toEqual([200, '']);
  await bench.peek.folded();
}

async function get<T>(url: string): Promise<T> {
  return (await fetch(url)).json() as Promise<T>;
}

interface ShownMember {
  readonly resource: { readonly name: string };
  readonly endsAt?: string;
}

const endsOf = (members: readonly ShownMember[]) =>
  members.map(({ resource, endsAt }) => [resource.name, endsAt]);

it('what was not sent again has ended: for the resource, the API and `storms show` alike', async () => {
  await using bench = await ServiceBench.open();
  await post(bench, posted('api-1', 4), posted('api-2', 4), posted('api-3', 4), posted('api-4', 4));
  bench.clock.time += minute;
  // As Prometheus does a minute later: two go on, and one has ended.
  await post(bench, posted('api-2', 5), posted('api-3', 5.5), posted('api-4', 0.5));
  await bench.expire(30 * minute);
  const [storm] = await bench.peek.until('submitted', 1);
  const [resource] = await bench.peek.resources();
  const shown = await stormfold(
    ['storms', 'show', storm?.id ?? '', '--json', '--members'],
    envOf(bench.peek),
  );
  const { members, ...printed } = JSON.parse(shown.stdout) as { members: ShownMember[] };
  const url = `${bench.url}/api/v1/storms/${storm?.id}`;
  const ends = [
    ['api-1', text(4)],
    ['api-2', text(5)],
    ['api-3', undefined],
    ['api-4', text(0.5)],
  ];
  const counts = { alertCount: 4, deliveryCount: 7, resolvedCount: 3 };

  expect(resource?.spec).toMatchObject({ ...counts, resolved: false });
  expect(resource?.spec.affectedResources.map(({ name, resolved }) => [name, resolved])).toEqual([
    ['api-1', true],
    ['api-2', true],
    ['api-3', false],
    ['api-4', true],
  ]);
  expect(await get(url)).toMatchObject({ ...counts, expiredCount: 2, endedLateCount: 0 });
  expect(endsOf((await get<{ alerts: ShownMember[] }>(`${url}/alerts`)).alerts)).toEqual(ends);
  expect(printed).toMatchObject({ ...counts, expiredCount: 2 });
  expect(endsOf(members)).toEqual(ends);
});
