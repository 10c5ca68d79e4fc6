import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import type { Instance } from '../../src/instance.ts';
import { StormList } from '../../src/redis/storm-list.ts';
import { patternOf } from '../../src/storm/pattern.ts';
import { StoreBench, entry, noon } from '../support/store.ts';
import { ServedApi, walk } from './support.ts';

interface Wanted {
  readonly alertname: string;
  readonly severity: string;
  readonly rule: string;
  readonly state: 'open' | 'sealed' | 'submitted' | 'failed';
  readonly alerts: number;
}
type Made = Wanted & { readonly id: string; readonly text: string };

interface Filter {
  readonly state?: string[];
  readonly pattern?: string;
  readonly severity?: string;
  readonly rule?: string;
}

const severities = ['critical', 'Warning', 'none'];
const wanted: fc.Arbitrary<Wanted> = fc.record({
  alertname: fc.constantFrom('CrashLoop', 'NodeDown', 'crashloops', 'Disk[full]', 'Über'),
  severity: fc.constantFrom(...severities),
  rule: fc.constantFrom('default', 'nodes'),
  state: fc.constantFrom('open', 'sealed', 'submitted', 'failed'),
  alerts: fc.integer({ min: 1, max: 4 }),
});

/** A store, and the API over it. Several storms share each millisecond. */
class StormsBench extends StoreBench {
  api!: ServedApi;
  #made = 0;

  static async start(): Promise<StormsBench> {
    const bench = new StormsBench();
    const list = new StormList(bench.redis, bench.keys, bench.settings.partitions, bench.reader);
    const { redis, reader, store } = bench;
    bench.api = await ServedApi.open({ redis, reader, store, list } as unknown as Instance);
    return bench;
  }

  async make(one: Wanted): Promise<Made> {
    const number = this.#made++;
    this.clock.time = noon + Math.floor(number / 5);
    this.terms = { ...this.terms, rule: one.rule };
    const pattern = patternOf({ alertname: one.alertname, namespace: `n${number}` });
    const severity = { name: one.severity, rank: severities.indexOf(one.severity) };
    const entries = Array.from({ length: one.alerts }, (_, i) => entry(`${i}-${number}`, { severity }));
    const id = (await this.fold(entries, pattern)).storm?.id ?? '';
    if (one.state !== 'open') await this.store.seal(id, true);
    if (one.state === 'submitted' || one.state === 'failed') await this.store.settle(id, one.state, 'x');
    return { ...one, id, text: pattern.text };
  }

  async idsAt(query: string): Promise<unknown[]> {
    const { items } = await walk((path) => this.api.get(path), `/storms?${query}`, 'storms');
    return items.map(({ id }) => id);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.api[Symbol.asyncDispose]();
    await super[Symbol.asyncDispose]();
  }
}

const sorted = (ids: readonly unknown[]) => [...ids].map(String).sort();

it('finds by any filters exactly the storms that fit, each once, whatever the length of a page', async () => {
  const seed = 20_261_127;
  await using bench = await StormsBench.start();
  const all: Made[] = [];
  for (const one of fc.sample(wanted, { numRuns: 60, seed })) all.push(await bench.make(one));
  const filter: fc.Arbitrary<Filter> = fc.record(
    {
      state: fc.subarray(['open', 'sealed', 'submitted', 'failed'], { minLength: 1 }),
      pattern: fc.constantFrom('', 'CRASH', 'k[F', 'n1', 'ÜB', '.*', 'Down in N'),
      severity: fc.constantFrom('critical', 'WARNING', 'none', 'warn'),
      rule: fc.constantFrom('default', 'nodes', 'NODES'),
    },
    { requiredKeys: [] },
  );
  const check = async (f: Filter, limit: number) => {
    const query = new URLSearchParams({
      ...(f as Record<string, string>),
      state: f.state?.join() ?? 'open,sealed,submitted,failed',
    });
    const expected = all.filter(
      ({ state, text, severity, rule }) =>
        (f.state ?? [state]).includes(state) &&
        text.toLowerCase().includes((f.pattern ?? '').toLowerCase()) &&
        severity.toLowerCase() === (f.severity ?? severity).toLowerCase() &&
        rule === (f.rule ?? rule),
    );
    const found = await bench.idsAt(`${query.toString()}&limit=${limit}`);
    expect(sorted(found)).toEqual(sorted(expected.map(({ id }) => id)));
  };
  const limits = fc.constantFrom(1, 2, 7, 60, 1000);
  await fc.assert(fc.asyncProperty(filter, limits, check), { numRuns: 60, seed });
});

it('lists the largest open storms first, through the same filters', async () => {
  await using bench = await StormsBench.start();
  const of = (alerts: number, more: Partial<Wanted> = {}) =>
    bench.make({ alertname: 'A', severity: 'none', rule: 'default', state: 'open', alerts, ...more });
  const [two, nine, , five] = [
    await of(2),
    await of(9),
    await of(12, { state: 'sealed' }),
    await of(5, { alertname: 'B' }),
  ];
  expect(await bench.idsAt('sort=size')).toEqual([nine.id, five.id, two.id]);
  expect(await bench.idsAt('sort=size&state=open&limit=1')).toEqual([nine.id]);
  expect(await bench.idsAt('sort=size&pattern=b%20in')).toEqual([five.id]);
  for (const wrong of ['state=sealed', 'state=open,sealed', `cursor=1_${two.id}`])
    expect(await bench.api.get(`/storms?sort=size&${wrong}`)).toMatchObject({
      status: 400,
      body: { parameter: 'sort' },
    });
});

it('looks at 2,000 storms for a page of a filter, says where to go on, and meets the one that fits once', async () => {
  await using bench = await StormsBench.start();
  const common: Wanted = { alertname: 'Common', severity: 'none', rule: 'default', state: 'open', alerts: 1 };
  const rare = await bench.make({ ...common, alertname: 'Rare' });
  for (let i = 0; i < 2299; i++) await bench.make(common);
  const get = (path: string) => bench.api.get(path);
  const { items, sizes } = await walk(get, '/storms?pattern=RARE', 'storms');
  expect([items.map(({ id }) => id), sizes]).toEqual([[rare.id], [0, 1]]);
  const commons = await walk(get, '/storms?pattern=common&limit=1000', 'storms');
  expect([new Set(commons.items.map(({ id }) => id)).size, commons.sizes]).toEqual([2299, [1000, 1000, 299]]);
});

it('skips and repeats no storm that stays, while others come, are sealed and go', async () => {
  await using bench = await StormsBench.start();
  const stay: Made[] = [];
  for (const one of fc.sample(wanted, { numRuns: 40, seed: 7 }))
    stay.push(await bench.make({ ...one, state: 'sealed' }));
  const others: Made[] = [];
  for (const one of fc.sample(wanted, { numRuns: 40, seed: 8 }))
    others.push(await bench.make({ ...one, state: 'sealed' }));
  const get = async (path: string) => {
    const answer = await bench.api.get(path);
    const gone = others.pop();
    if (gone) await bench.store.settle(gone.id, 'submitted', 'x');
    const [fresh] = fc.sample(wanted, { numRuns: 1, seed: others.length });
    if (fresh) await bench.make({ ...fresh, state: 'sealed' });
    return answer;
  };
  const { items } = await walk(get, '/storms?state=sealed&limit=3', 'storms');
  const kept = new Set(stay.map(({ id }) => id));
  expect(sorted(items.map(({ id }) => id).filter((id) => kept.has(String(id))))).toEqual(sorted([...kept]));
});
