import { Redis } from 'ioredis';

import { DocumentRoad } from '../baseline.ts';
import { type Findings, type Series, ratioOf, spreadOf } from '../figures.ts';
import { Road } from '../road.ts';
import { type Bench, type Scenario, alternate, withRedis } from '../scenario.ts';

const unit = 'µs/alert';
const baselineSize = 5000;

/** What Redis spends on an alert by its own account, in storms small and large, and the other way of doing it. */
export const foldCost: Scenario = {
  name: 'fold',
  title: 'What folding an alert costs Redis',
  run: (bench) => withRedis(bench, ({ url }) => measure(bench, url)),
};

type Cost = readonly [name: string, cost: () => Promise<number>];

async function measure(bench: Bench, url: string): Promise<Findings> {
  const redis = new Redis(url);
  const costs = await costsOn(redis);
  const found = await alternate(
    bench,
    costs.map(([, cost]) => cost),
  );
  redis.disconnect();
  const series = costs.map(([name], i): Series => ({ name, unit, values: found[i] ?? [] }));
  return {
    ...{ name: foldCost.name, title: foldCost.title, series, ratios: ratiosOf(series) },
    how: 'New alerts of about 1.1 kB. A document is read, decoded, searched, appended to, encoded and written for each of them.',
    plots: [plotOf(series)],
  };
}

const names = {
  small: 'fold, storm of 15, 15 a call',
  large: 'fold, storm of 10,000, 15 a call',
  smallSingle: 'fold, storm of 15, 1 a call',
  largeSingle: 'fold, storm of 10,000, 1 a call',
  batches: 'fold, storm of 5,000, 100 a call',
  single: 'fold, storm of 5,000, 1 a call',
  document: (size: number) => `document of ${size.toLocaleString('en')}`,
} as const;

const documentSizes = [10, 100, 1000, baselineSize] as const;

async function costsOn(redis: Redis): Promise<readonly Cost[]> {
  const roads = {
    large: new Road(redis, 'bench-large', 10_000),
    middle: new Road(redis, 'bench-middle', baselineSize),
  };
  for (const road of Object.values(roads)) await road.grow();
  const { large, middle } = roads;
  return [
    [names.small, () => large.smallCost(100, 15)],
    [names.large, () => large.cost(1500, 15)],
    [names.smallSingle, () => large.smallCost(20, 1)],
    [names.largeSingle, () => large.cost(300, 1)],
    [names.batches, () => middle.cost(1000, 100)],
    [names.single, () => middle.cost(200, 1)],
    ...documentSizes.map((size): Cost => {
      const road = new DocumentRoad(redis, size);
      return [names.document(size), () => road.cost()];
    }),
  ];
}

function ratiosOf(series: readonly Series[]) {
  const of = (name: string) => series.find((one) => one.name === name) ?? { name, unit, values: [] };
  const document = of(names.document(baselineSize));
  return [
    ratioOf('storm of 10,000 : 15, 15 a call', of(names.large), of(names.small), {
      is: 'at most',
      value: 1.2,
    }),
    ratioOf('storm of 10,000 : 15, 1 a call', of(names.largeSingle), of(names.smallSingle), {
      is: 'at most',
      value: 1.2,
    }),
    ratioOf('document of 5,000 : fold, 100 a call', document, of(names.batches), {
      is: 'at least',
      value: 200,
    }),
    ratioOf('document of 5,000 : fold, 1 a call', document, of(names.single), { is: 'at least', value: 20 }),
  ];
}

function plotOf(series: readonly Series[]) {
  const median = (name: string) => spreadOf(series.find((one) => one.name === name)?.values ?? []).median;
  return {
    ...{ name: 'fold', title: "Redis' time a new alert", xName: 'alerts in the storm', yName: 'µs an alert' },
    logarithmic: true,
    lines: [
      {
        name: 'one JSON document',
        points: documentSizes.map((size) => [size, median(names.document(size))] as const),
      },
      {
        name: 'fold, one alert a call',
        points: [
          [15, median(names.smallSingle)],
          [5000, median(names.single)],
          [10_000, median(names.largeSingle)],
        ] as const,
      },
      {
        name: 'fold, fifteen alerts a call',
        points: [
          [15, median(names.small)],
          [10_000, median(names.large)],
        ] as const,
      },
    ],
  };
}
