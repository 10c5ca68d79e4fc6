import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import type { Instance } from '../../src/instance.ts';
import type { FoldEntry } from '../../src/storm/fold-entry.ts';
import { StoreBench, minute, noon } from '../support/store.ts';
import { ServedApi, walk } from './support.ts';

const kinds = ['Pod', 'Node', 'StatefulSet'];

/** The n-th alert: of every third nothing is known but its node, and every fifth is critical. */
function nth(n: number, status: FoldEntry['status'] = 'firing'): FoldEntry {
  const fingerprint = n.toString(16).padStart(16, '0');
  const severity = n % 5 === 0 ? { name: 'critical', rank: 0 } : { name: 'warning', rank: 2 };
  const kind = kinds[n % 3] ?? '';
  const place = kind === 'Node' ? [] : [`team-${n % 10}`];
  return {
    ...{ status, fingerprint, startsAtMs: noon },
    endsAtMs: status === 'resolved' ? noon + minute : undefined,
    described: {
      ...{ severity, pairIds: '' },
      member: JSON.stringify([fingerprint, '', severity.name, kind, `Web-${n}`, ...place]),
    },
    sample: JSON.stringify({ labels: { n: `${n}` }, annotations: {}, fingerprint }),
  };
}

async function stormOf(bench: StoreBench, count: number, resolved: number): Promise<string> {
  let id = '';
  for (let from = 0; from < count; from += 500) {
    const entries = Array.from({ length: Math.min(500, count - from) }, (_, i) => nth(from + i));
    id = (await bench.fold(entries)).storm?.id ?? '';
  }
  for (let from = 0; from < resolved; from += 500)
    await bench.fold(
      Array.from({ length: Math.min(500, resolved - from) }, (_, i) => nth(from + i, 'resolved')),
    );
  return id;
}

function openApi({ redis, reader, store }: StoreBench): Promise<ServedApi> {
  return ServedApi.open({ redis, reader, store } as unknown as Instance);
}

interface Query {
  readonly q?: string;
  readonly status?: 'firing' | 'resolved';
}

/** The numbers of the alerts that a query finds, told without the code that finds them. */
function expected(count: number, resolved: number, { q = '', status }: Query): number[] {
  return Array.from({ length: count }, (_, n) => n).filter((n) => {
    if (status !== undefined && (status === 'resolved') !== n < resolved) return false;
    const { severity, member } = nth(n).described;
    const [fingerprint, , , ...texts] = JSON.parse(member) as string[];
    return [fingerprint, severity.name, ...texts].some((text) =>
      text?.toLowerCase().includes(q.toLowerCase()),
    );
  });
}

async function search(api: ServedApi, id: string, query: Query, limit: number) {
  const text = new URLSearchParams({ ...query, limit: `${limit}` }).toString();
  const { items, sizes } = await walk((path) => api.get(path), `/storms/${id}/alerts?${text}`, 'alerts');
  return { sizes, numbers: items.map(({ fingerprint }) => Number.parseInt(String(fingerprint), 16)) };
}

it('finds exactly the alerts of a storm that fit, in order of arrival, open or sealed', async () => {
  await using bench = new StoreBench();
  const [count, resolved] = [230, 70];
  const id = await stormOf(bench, count, resolved);
  await using api = await openApi(bench);
  const query: fc.Arbitrary<Query> = fc.record(
    {
      q: fc.constantFrom('', 'NODE', 'pod', 'team-3', 'web-1', 'CRIT', '00e', '.', 'team-', 'none'),
      status: fc.constantFrom('firing', 'resolved'),
    },
    { requiredKeys: [] },
  );
  const check = async (asked: Query, limit: number) => {
    expect((await search(api, id, asked, limit)).numbers).toEqual(expected(count, resolved, asked));
  };
  const runs = fc.asyncProperty(query, fc.constantFrom(1, 9, 100, 1000), check);
  await fc.assert(runs, { numRuns: 25, seed: 20_261_127 });
  await bench.store.seal(id, true);
  await fc.assert(runs, { numRuns: 25, seed: 20_261_128 });
});

it('searches and pages a storm of 20,000 alerts in bounded steps', async () => {
  await using bench = new StoreBench();
  const [count, resolved] = [20_000, 500];
  const id = await stormOf(bench, count, resolved);
  await using api = await openApi(bench);
  const all = await search(api, id, {}, 1000);
  expect(all.numbers).toEqual(Array.from({ length: count }, (_, n) => n));

  const node = await search(api, id, { q: 'node' }, 1000);
  expect([node.numbers.length, new Set(node.numbers).size, Math.max(...node.sizes)]).toEqual([
    6667, 6667, 1000,
  ]);
  const { numbers, sizes } = await search(api, id, { q: 'WEB-19999' }, 100);
  expect([numbers, sizes]).toEqual([[19_999], [0, 1]]);
  expect((await search(api, id, { status: 'resolved' }, 1000)).sizes).toEqual([500, 0]);
  expect((await search(api, id, { q: 'team-3', status: 'firing' }, 1000)).numbers).toEqual(
    expected(count, resolved, { q: 'team-3', status: 'firing' }),
  );
});

it('shows the first few alerts whole, and their runbook where it is a web address', async () => {
  await using bench = new StoreBench();
  const withAnnotations = (n: number, annotations: Record<string, string>): FoldEntry => ({
    ...nth(n),
    sample: JSON.stringify({
      ...{ labels: { n: `${n}` }, annotations, generatorURL: 'http://p/g' },
      fingerprint: `${n}`,
    }),
  });
  const entries = [
    withAnnotations(1, { runbook_url: 'https://runbooks.test/one' }),
    withAnnotations(2, { runbook_url: 'javascript:alert(1)', runbook: 'http://runbooks.test/two' }),
    withAnnotations(3, { runbook: 'look it up' }),
  ];
  const id = (await bench.fold(entries)).storm?.id ?? '';
  await using api = await openApi(bench);
  const { body } = await api.get(`/storms/${id}/samples`);
  const { samples } = body as { samples: Record<string, unknown>[] };
  const startsAt = new Date(noon).toISOString();
  expect(samples[0]).toEqual({
    ...{ labels: { n: '1' }, annotations: { runbook_url: 'https://runbooks.test/one' }, startsAt },
    ...{ generatorURL: 'http://p/g', fingerprint: '1', runbook: 'https://runbooks.test/one' },
  });
  expect(samples.map(({ runbook }) => runbook)).toEqual([
    ...['https://runbooks.test/one', 'http://runbooks.test/two', undefined],
  ]);
});
