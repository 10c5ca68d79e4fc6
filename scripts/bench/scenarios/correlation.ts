import { Redis } from 'ioredis';

import { type Findings, type Series, ratioOf } from '../figures.ts';
import { Sender } from '../load/send.ts';
import { type Bench, type Scenario, alternate, withRedis } from '../scenario.ts';
import { StormfoldTarget } from '../sides/stormfold.ts';
import { type Load, type Part, args, loads, send, spentIn } from './processor.ts';

/** The processes whose time an alert costs. */
const parts: readonly Part[] = ['intake', 'worker', 'redis'];
const mostTimes = 1.3;

/** What it costs an alert that causes are looked for: all processor time, until the storms that filled are divided. */
export const correlationCost: Scenario = {
  name: 'correlation',
  title: 'What correlation costs an alert',
  run: async (bench) => {
    const found = [];
    for (const load of loads) {
      found.push(await withRedis(bench, (server) => measure(bench, load, server.url), args));
    }
    return {
      ...{ name: correlationCost.name, title: correlationCost.title },
      how: 'Processor time of intake, worker and Redis together, at full load. With correlation on, every 10,000 new alerts of a scope fill its storm, which is divided then.',
      series: found.flatMap(({ series }) => series),
      ratios: found.flatMap(({ ratios }) => ratios),
    };
  },
};

async function measure(
  bench: Bench,
  load: Load,
  redisUrl: string,
): Promise<Pick<Findings, 'series' | 'ratios'>> {
  await using started = new AsyncDisposableStack();
  const sender = started.use(new Sender());
  const redis = new Redis(redisUrl);
  started.defer(() => redis.disconnect());
  const targets: StormfoldTarget[] = [];
  for (const side of sidesOf(bench)) {
    targets.push(
      started.use(await StormfoldTarget.start({ redisUrl, roles: ['intake', 'worker'], ...side })),
    );
  }
  let round = 0;
  const runs = targets.map((target) => async () => {
    const spent = await spentIn(target, redis, () => send(target, sender, load, { bench, round: round++ }));
    return parts.reduce((sum, part) => sum + spent[part], 0);
  });
  const values = await alternate(bench, runs);
  const what = load.alertsEach === 1 ? 'one alert' : `${load.alertsEach} alerts`;
  const series = targets.map(({ name }, i): Series => {
    return { name: `${name}, notifications of ${what}`, unit: 'µs/alert', values: values[i] ?? [] };
  });
  const [on, ...others] = series;
  if (!on) return { series: [], ratios: [] };
  const goal = { is: 'at most' as const, value: mostTimes };
  return { series, ratios: others.map((other) => ratioOf(`on : ${other.name}`, on, other, goal)) };
}

function sidesOf({ against }: Bench) {
  return [
    { name: 'on', env: { STORMFOLD_CORRELATE: 'on', STORMFOLD_CORRELATION_MAX_ALERTS: process.env['MA'] ?? '10000' } },
    { name: 'off' },
    ...(against ? [{ name: against.name, root: against.folder }] : []),
  ];
}
