import { Redis } from 'ioredis';

import { type Findings, type Series, ratioOf } from '../figures.ts';
import { Sender } from '../load/send.ts';
import { type Bench, type Scenario, alternate, withRedis } from '../scenario.ts';
import { StormfoldTarget } from '../sides/stormfold.ts';
import { type Load, type Part, args, loads, send, spentIn } from './processor.ts';

/** The processes whose time an alert costs. */
const parts: readonly Part[] = ['intake', 'worker', 'redis'];
const mostTimes = 1.3;

/**
 * What it costs an alert that causes are looked for: all processor time until it is folded, and with the division of scopes
 * that fill. Half of the usual load a round: all rounds together must not fill the scope of who is not divided.
 */
export const correlationCost: Scenario = {
  name: 'correlation',
  title: 'What correlation costs an alert',
  run: async (bench) => {
    const found = [];
    for (const load of loads.map((one) => ({ ...one, notifications: one.notifications / 2 })))
      found.push(await withRedis(bench, (server) => measure(bench, load, server.url), args));
    return {
      ...{ name: correlationCost.name, title: correlationCost.title },
      how: 'Processor time of intake, worker and Redis together, at full load, as above. Where scopes are divided, each has 10,000 alerts, of some 960 causes, and none of these makes a resource: off makes none either.',
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
  for (const side of sidesOf(bench))
    targets.push(
      started.use(await StormfoldTarget.start({ redisUrl, roles: ['intake', 'worker'], ...side })),
    );
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
  return { series, ratios: ratiosOf(series) };
}

/** What is claimed is claimed of the way to the fold; what a division costs depends on how many causes there are. */
function ratiosOf([on, divided, ...others]: readonly Series[]): Findings['ratios'] {
  if (!on || !divided) return [];
  const goal = { is: 'at most' as const, value: mostTimes };
  return others.flatMap((other) => [
    ratioOf(`${on.name} : ${other.name}`, on, other, goal),
    ratioOf(`${divided.name} : ${other.name}`, divided, other),
  ]);
}

function sidesOf({ against }: Bench) {
  const on = { STORMFOLD_CORRELATE: 'on', STORMFOLD_CORRELATION_MAX_ALERTS: '100000' };
  const divided = {
    ...{ STORMFOLD_CORRELATE: 'on', STORMFOLD_CORRELATION_MAX_ALERTS: '10000' },
    ...{ STORMFOLD_MIN_ALERTS: '10000', STORMFOLD_BELOW: 'drop' },
  };
  return [
    { name: 'on', env: on },
    { name: 'on and divided', env: divided },
    { name: 'off' },
    ...(against ? [{ name: against.name, root: against.folder }] : []),
  ];
}
