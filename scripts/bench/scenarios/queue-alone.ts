import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

import { ratioOf } from '../figures.ts';
import { type Scenario, alternate, withRedis } from '../scenario.ts';
import { StormfoldTarget } from '../sides/stormfold.ts';
import { Sender } from '../load/send.ts';

const size = { alertsEach: 20, repeatsIn100: 67 };
const connections = 64;

/** BullMQ alone moves the same number of jobs with the same bytes in them, and nobody does anything with them. */
export const queueAlone: Scenario = {
  name: 'queue',
  title: 'Jobs through Stormfold and through BullMQ alone',
  run: async (bench) =>
    withRedis(bench, async ({ url: redisUrl }) => {
      await using target = await StormfoldTarget.start({ redisUrl, roles: ['intake', 'worker'] });
      await using sender = new Sender();
      let seed = 0;
      let jobs = 0;
      const stormfold = async (): Promise<number> => {
        const load = { shape: target.shape, ...size, notifications: bench.quick ? 100 : 1000, seed: seed++ };
        const { url, path, headers } = target;
        const prepared = await sender.prepare({ url, path, headers, connections, load });
        await target.begin();
        const before = await jobsDone(target);
        const { startedAt } = await sender.go();
        await target.settled(prepared);
        jobs = (await jobsDone(target)) - before;
        return (jobs * 1000) / (Date.now() - startedAt);
      };
      const [own = [], alone = []] = await alternate(bench, [stormfold, () => bullmqAlone(redisUrl, jobs)]);
      const series = [
        { name: 'Stormfold, from body to folded', unit: 'jobs/s', values: own },
        { name: 'BullMQ alone', unit: 'jobs/s', values: alone },
      ];
      const [one, other] = series;
      return {
        ...{ name: queueAlone.name, title: queueAlone.title, series },
        how: `As many jobs as the notifications of a round became, in four queues worked in order, added a hundred at a time and processed by an empty function.`,
        ratios: one && other ? [ratioOf('Stormfold : BullMQ alone', one, other)] : [],
      };
    }),
};

const partitions = 4;

async function jobsDone(target: StormfoldTarget): Promise<number> {
  const [, worker] = await target.metrics();
  return worker?.('stormfold_queued_duration_seconds_count') ?? NaN;
}

/** Jobs a second. */
async function bullmqAlone(redisUrl: string, jobs: number): Promise<number> {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const prefix = `{bench-${randomUUID().slice(0, 8)}}`;
  const queues = Array.from(
    { length: partitions },
    (_, i) => new Queue(`alone-${i}`, { connection, prefix }),
  );
  for (const queue of queues) await queue.setGlobalConcurrency(1);
  const { promise: allDone, resolve } = Promise.withResolvers<void>();
  let left = jobs;
  const workers = queues.map(({ name }) => new Worker(name, async () => undefined, { connection, prefix }));
  for (const worker of workers) worker.on('completed', () => --left === 0 && resolve());
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  const start = performance.now();
  for (let at = 0; at < jobs; at += 100) {
    const chunk = Array.from({ length: Math.min(100, jobs - at) }, () => ({
      name: 'job',
      data: {},
      opts: { removeOnComplete: true },
    }));
    await queues[(at / 100) % partitions]?.addBulk(chunk);
  }
  await allDone;
  const ms = performance.now() - start;
  await Promise.all(workers.map((worker) => worker.close()));
  await Promise.all(queues.map((queue) => queue.close()));
  connection.disconnect();
  return (jobs * 1000) / ms;
}
