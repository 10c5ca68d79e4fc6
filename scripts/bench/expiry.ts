import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';

import { BenchWorker } from './bench-worker.ts';
import { ExpiryLoad } from './expiry-load.ts';
import { SlowApi } from './slow-api.ts';

export interface ExpiryOptions {
  readonly storms?: number;
  readonly workers?: number;
  /** Undefined: the queues are kept full, so that folding takes all that it gets. */
  readonly alertsPerSecond?: number | undefined;
  readonly answerMs?: number;
  readonly concurrency?: number;
  /** For a profiler: given to each worker's `node`. */
  readonly nodeArgs?: readonly string[];
}

export interface ExpiryFigures {
  /** All creates, one after another in as many lanes as the sink has. */
  readonly floorMs: number;
  /** From the first deadline, and from the last, until the last storm was submitted. */
  readonly fromFirstMs: number;
  readonly submittedMs: number;
  readonly ratio: number;
  /** Alerts a second, before the storms expire and while they do. */
  readonly foldedNormal: number;
  readonly foldedMeanwhile: number;
  readonly foldRatio: number;
  /** Processors' time of the workers and of Redis meanwhile, folding included. */
  readonly workerMs: number;
  readonly redisMs: number;
  readonly mostAtOnce: number;
  readonly repeated: number;
  /** The mean place of the critical storms, a tenth of all, among the creates: half-way where nothing goes by urgency. */
  readonly criticalPlace: number;
}

const [warmUpMs, normalMs] = [4000, 6000];

/**
 * Has thousands of storms expire within one second, against an API server that takes its time, while alerts of other
 * patterns are folded. `serve --role worker` does both; Redis is the one given.
 */
export async function measureExpiry(
  redisUrl: string,
  say: (line: string) => void,
  options: ExpiryOptions = {},
): Promise<ExpiryFigures> {
  const { storms = 2000, workers = 1, answerMs = 20, concurrency = 10 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'stormfold-expiry-'));
  await using api = await SlowApi.start(answerMs);
  const env = {
    REDIS_URL: redisUrl,
    STORMFOLD_SINK_CONCURRENCY: String(concurrency),
    STORMFOLD_PREFIX: `bench-${randomUUID()}`,
    STORMFOLD_SINK: 'kubernetes',
  };
  const windowMs = warmUpMs + normalMs + 3000;
  await using load = await ExpiryLoad.open(env, windowMs);
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigFor(api.url));
  const started = await Promise.all(
    Array.from({ length: workers }, () =>
      BenchWorker.start({ ...env, KUBECONFIG: kubeconfig }, options.nodeArgs),
    ),
  );
  try {
    await load.open(storms);
    await untilOpen(load, storms);
    load.begin(options.alertsPerSecond);
    await pause(warmUpMs);
    const foldedNormal = await rateOver(load, () => pause(normalMs));
    const [first, last] = await deadlines(load);
    say(`${storms} storms, deadlines ${last - first} ms apart, ${Math.round(foldedNormal)} alerts/s before`);
    await pause(Math.max(0, first - (await load.instance.store.now())));
    let doneAt = 0;
    const spentBefore = await spent(load, started);
    const foldedMeanwhile = await rateOver(load, async () => (doneAt = await untilSubmitted(load, storms)));
    const spentAfter = await spent(load, started);
    const { repeated, mostAtOnce, severities } = await api.seen();
    if (severities.length - repeated !== storms)
      throw new Error(`${severities.length - repeated} resources, not ${storms}`);
    const floorMs = (storms * answerMs) / concurrency;
    const places = severities.flatMap((severity, place) => (severity === 'critical' ? [place] : []));
    return {
      ...{ floorMs, fromFirstMs: doneAt - first, submittedMs: doneAt - last },
      ...{ ratio: (doneAt - last) / floorMs, foldedNormal, foldedMeanwhile },
      ...{ foldRatio: foldedMeanwhile / foldedNormal, mostAtOnce, repeated },
      workerMs: spentAfter.workerMs - spentBefore.workerMs,
      redisMs: spentAfter.redisMs - spentBefore.redisMs,
      criticalPlace: places.reduce((sum, place) => sum + place, 0) / places.length,
    };
  } finally {
    await load.stop();
    await Promise.all(started.map((worker) => worker[Symbol.asyncDispose]()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function untilOpen({ instance }: ExpiryLoad, storms: number): Promise<void> {
  while ((await instance.list.count('open')) < storms) await pause(50);
}

/** When the last of them was submitted, on Redis' clock. */
async function untilSubmitted({ instance }: ExpiryLoad, storms: number): Promise<number> {
  while ((await instance.list.count('submitted')) < storms) await pause(20);
  return instance.store.now();
}

async function rateOver(load: ExpiryLoad, work: () => Promise<unknown>): Promise<number> {
  const [before, began] = [await load.folded(), performance.now()];
  await work();
  return ((await load.folded()) - before) / ((performance.now() - began) / 1000);
}

async function spent({ instance }: ExpiryLoad, workers: readonly BenchWorker[]) {
  const info = await instance.redis.info('cpu');
  const seconds = ['sys', 'user'].map((kind) =>
    Number(new RegExp(`used_cpu_${kind}:(\\S+)`).exec(info)?.[1]),
  );
  const ofWorkers = await Promise.all(workers.map((worker) => worker.cpuMs()));
  const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
  return { redisMs: sum(seconds) * 1000, workerMs: sum(ofWorkers) };
}

/** Of the storms that expire next: the load's have twelve hours. */
async function deadlines({ instance }: ExpiryLoad): Promise<readonly [number, number]> {
  const { redis, keys, config } = instance;
  const soon = (await instance.store.now()) + 3600_000;
  const times: number[] = [];
  for (let i = 0; i < config.partitions; i++) {
    const key = keys.partition(i).storms('open');
    const scored = await redis.zrangebyscore(key, '-inf', soon, 'WITHSCORES');
    times.push(...scored.filter((_, place) => place % 2 === 1).map(Number));
  }
  return [Math.min(...times), Math.max(...times)];
}

function kubeconfigFor(server: string): string {
  const name = 'bench';
  return stringify({
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': name },
    clusters: [{ name, cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name, user: { token: 'token-of-a-bench' } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
  });
}
