import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';

import { type Findings, type Series, ratioOf } from '../figures.ts';
import { type Bench, type Scenario, withRedis } from '../scenario.ts';
import { Side, alertsPerRound, openRooms } from '../side.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sizes = [15, 10_000] as const;
const batches = [100, 15, 1] as const;

/** What Redis spends on an alert, by its own account (`commandstats`), in a small storm and in a large one. */
export const foldCost: Scenario = {
  name: 'fold',
  title: 'What folding an alert costs Redis',
  run: (bench) => withRedis(bench, ({ url }) => measure(bench, url)),
};

async function measure(bench: Bench, url: string): Promise<Findings> {
  const redis = new Redis(url);
  const series: Series[] = [];
  const ratios = [];
  for (const batch of batches) {
    const sides = [await open(redis, root, 'now', batch)];
    if (bench.against) sides.push(await open(redis, bench.against.folder, 'before', batch));
    const costs = sides.map(() => sizes.map((): number[] => []));
    for (let round = 0; round <= bench.rounds; round++) {
      for (const [i, side] of sides.entries()) {
        for (const [j, size] of sizes.entries()) {
          const cost = await side.cost(size);
          if (round > 0) costs[i]?.[j]?.push(cost);
        }
      }
    }
    const seriesOf = (side: number, size: number, name: string): Series => {
      return {
        name: `${name}, ${batch} a call, storm of ${(sizes[size] ?? 0).toLocaleString('en')}`,
        unit: 'µs/alert',
        values: costs[side]?.[size] ?? [],
      };
    };
    const [small, large] = [seriesOf(0, 0, 'Stormfold'), seriesOf(0, 1, 'Stormfold')];
    series.push(small, large);
    ratios.push(ratioOf(`10,000 : 15, ${batch} a call`, large, small, { is: 'at most', value: 1.2 }));
    if (bench.against)
      ratios.push(
        ratioOf(`now : ${bench.against.name}, ${batch} a call`, large, seriesOf(1, 1, bench.against.name)),
      );
  }
  redis.disconnect();
  const how = `${alertsPerRound} new alerts a round, folded into storms that have so many already.`;
  return { name: foldCost.name, title: foldCost.title, how, series, ratios };
}

async function open(redis: Redis, folder: string, name: string, batch: number): Promise<Side> {
  const side = new Side(redis, await openRooms(folder), name, batch);
  await side.grow(10_000);
  return side;
}
