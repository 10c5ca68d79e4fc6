import { Redis } from 'ioredis';

import { Sender } from '../load/send.ts';
import type { Series } from '../figures.ts';
import { type Bench, type Scenario, withRedis } from '../scenario.ts';
import { StormfoldTarget } from '../sides/stormfold.ts';

export const loads: readonly Load[] = [
  { alertsEach: 100, notifications: 600, connections: 64 },
  { alertsEach: 1, notifications: 10_000, connections: 256 },
];
const repeatsIn100 = 67;

/** What an alert costs each part in processor time, and Redis on its disk: docs/scaling.md is worked out from these. */
export const processor: Scenario = {
  name: 'processor',
  title: 'What an alert costs each process',
  run: async (bench) => {
    const series: Series[] = [];
    for (const load of loads)
      series.push(...(await withRedis(bench, (server) => measure(bench, load, server.url), args)));
    return {
      ...{ name: processor.name, title: processor.title, series, ratios: [] },
      how: `At full load, ${repeatsIn100} in 100 alerts repeats. Alerts of one pattern that are queued together share a job.`,
    };
  },
};

export interface Load {
  readonly alertsEach: number;
  readonly notifications: number;
  readonly connections: number;
}

async function measure(bench: Bench, load: Load, redisUrl: string): Promise<Series[]> {
  await using target = await StormfoldTarget.start({ redisUrl, roles: ['intake', 'worker'] });
  await using sender = new Sender();
  const redis = new Redis(redisUrl);
  const spent: Spent[] = [];
  for (let round = 0; round <= bench.rounds; round++) {
    const one = await spentIn(target, redis, () => send(target, sender, load, { bench, round }));
    if (round > 0) spent.push(one);
  }
  redis.disconnect();
  const what = load.alertsEach === 1 ? 'one alert' : `${load.alertsEach} alerts`;
  return parts.map(([part, name, unit]) => {
    return { name: `${name}, notifications of ${what}`, unit, values: spent.map((one) => one[part]) };
  });
}

/** Answers how many alerts. */
export async function send(
  target: StormfoldTarget,
  sender: Sender,
  { alertsEach, notifications, connections }: Load,
  { bench, round }: { bench: Bench; round: number },
): Promise<number> {
  const { url, path, headers, shape } = target;
  const count = bench.quick ? notifications / 10 : notifications;
  const load = { shape, alertsEach, repeatsIn100, notifications: count, seed: round };
  const prepared = await sender.prepare({ url, path, headers, connections, load });
  await target.begin();
  await sender.go();
  await target.settled(prepared);
  return prepared.alerts;
}

export async function spentIn(
  target: StormfoldTarget,
  redis: Redis,
  work: () => Promise<number>,
): Promise<Spent> {
  const before = await spentSoFar(target, redis);
  const alerts = await work();
  return eachOf(before, await spentSoFar(target, redis), alerts);
}

/** Else its size would tell nothing of what was written. */
export const args = ['--auto-aof-rewrite-percentage', '0'];

export type Part = 'intake' | 'worker' | 'redis' | 'jobs' | 'written';
type Spent = Readonly<Record<Part, number>>;

const parts: readonly (readonly [Part, string, string])[] = [
  ['intake', 'intake', 'µs/alert'],
  ['worker', 'worker', 'µs/alert'],
  ['redis', 'Redis', 'µs/alert'],
  ['written', "Redis' append-only file", 'bytes/alert'],
  ['jobs', 'a job holds', 'alerts'],
];

async function spentSoFar(target: StormfoldTarget, redis: Redis): Promise<Spent> {
  const [intake, worker] = await target.metrics();
  const info = await redis.info();
  const of = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
  const processorTime = 'process_cpu_seconds_total';
  return {
    intake: (intake?.(processorTime) ?? NaN) * 1e6,
    worker: (worker?.(processorTime) ?? NaN) * 1e6,
    redis: (of('used_cpu_sys') + of('used_cpu_user')) * 1e6,
    written: of('aof_current_size'),
    jobs: worker?.('stormfold_queued_duration_seconds_count') ?? NaN,
  };
}

function eachOf(before: Spent, after: Spent, alerts: number): Spent {
  const each = parts.map(([part]) => [part, (after[part] - before[part]) / alerts] as const);
  const of = Object.fromEntries(each) as Spent;
  return { ...of, jobs: 1 / of.jobs };
}
