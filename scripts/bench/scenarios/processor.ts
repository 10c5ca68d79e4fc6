import { Redis } from 'ioredis';

import { Sender } from '../load/send.ts';
import type { Series } from '../figures.ts';
import { type Scenario, withRedis } from '../scenario.ts';
import { StormfoldTarget } from '../sides/stormfold.ts';

const load = { alertsEach: 100, repeatsIn100: 67 };
const connections = 16;

/** What an alert costs each part in processor time, and Redis on its disk: docs/scaling.md is worked out from these. */
export const processor: Scenario = {
  name: 'processor',
  title: 'What an alert costs each process',
  run: async (bench) =>
    withRedis(
      bench,
      async ({ url: redisUrl }) => {
        await using target = await StormfoldTarget.start({ redisUrl, roles: ['intake', 'worker'] });
        await using sender = new Sender();
        const redis = new Redis(redisUrl);
        const spent: Spent[] = [];
        for (let round = 0; round <= bench.rounds; round++) {
          const notifications = bench.quick ? 60 : 600;
          const { url, path, headers, shape } = target;
          const prepared = await sender.prepare({
            ...{ url, path, headers, connections },
            load: { shape, ...load, notifications, seed: round },
          });
          await target.begin();
          const before = await spentSoFar(target, redis);
          await sender.go();
          await target.settled(prepared);
          const after = await spentSoFar(target, redis);
          if (round > 0) spent.push(eachOf(before, after, prepared.alerts));
        }
        redis.disconnect();
        return {
          ...{ name: processor.name, title: processor.title, ratios: [] },
          how: `Notifications of ${load.alertsEach} alerts, ${load.repeatsIn100} in 100 of them repeats, at full load.`,
          series: parts.map(([part, name, unit]): Series => {
            return { name, unit, values: spent.map((one) => one[part]) };
          }),
        };
      },
      neverRewritten,
    ),
};

/** Else its size would tell nothing of what was written. */
const neverRewritten = ['--auto-aof-rewrite-percentage', '0'];

type Part = 'intake' | 'worker' | 'redis' | 'jobs' | 'written';
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
