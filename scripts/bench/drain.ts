/** How fast one worker process folds what is queued: its own time and Redis', without the intake. */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';

import type { Alert } from '../../src/alert/alert.ts';
import { loadConfig } from '../../src/config.ts';
import { type Instance, openInstance } from '../../src/instance.ts';
import { createLog } from '../../src/log.ts';
import { Metrics } from '../../src/metrics.ts';
import { enqueueTogether } from '../../src/queue/enqueue-together.ts';
import { routeRequest } from '../../src/queue/routed.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import { startWorkers } from '../../workers/main.ts';
import { realAlert, realPattern } from './real-alerts.ts';

type Say = (line: string) => void;

/** A notification is a hundred alerts of so many patterns, and 67 of them have been sent before. */
const perNotification = 100;
const newOnes = 33;
const patterns = 5;

interface Drained {
  readonly alertsPerSecond: number;
  /** Microseconds of this process' time an alert. */
  readonly worker: number;
  /** Microseconds of Redis' time an alert. */
  readonly redis: number;
}

/** Queues so many notifications, then starts workers, and waits until nothing is pending. */
export async function measureDrain(redisUrl: string, notifications: number, say: Say): Promise<Drained> {
  const env = { REDIS_URL: redisUrl, STORMFOLD_PREFIX: `bench-${randomUUID()}`, STORMFOLD_WINDOW: '12h' };
  const log = createLog('info', { write: () => undefined });
  const instance = await openInstance(loadConfig({ env }), log, 'working');
  const watcher = new Redis(redisUrl);
  try {
    for (let n = 0; n < notifications; n++) await queue(instance, notification(n));
    const before = await redisMicros(watcher);
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    // Nothing is sealed meanwhile, and so nothing is written.
    const sink = { write: () => Promise.reject(new Error('no storm ends in this bench')) };
    const workers = await startWorkers({ instance, sink: sink as never, metrics: new Metrics() });
    await drained(instance, watcher);
    const [took, { user, system }] = [performance.now() - began, process.cpuUsage(cpu)];
    const alerts = notifications * perNotification;
    const found = {
      alertsPerSecond: (alerts * 1000) / took,
      worker: (user + system) / alerts,
      redis: ((await redisMicros(watcher)) - before) / alerts,
    };
    await workers.close();
    say(
      `  ${found.alertsPerSecond.toFixed(0)} alerts a second; ` +
        `${found.worker.toFixed(1)} µs of the worker's time an alert, ${found.redis.toFixed(1)} µs of Redis'`,
    );
    return found;
  } finally {
    watcher.disconnect();
    await instance.close();
  }
}

function notification(n: number): Alert[] {
  return Array.from({ length: perNotification }, (_, i) => {
    // New ones count up; the others are those of the notifications before.
    const place = i < newOnes ? n * newOnes + i : Math.max(0, n * newOnes - 1 - (i - newOnes));
    return realAlert(realPattern(place % patterns), Math.floor(place / patterns));
  });
}

async function queue({ queues, rules, keys }: Instance, alerts: readonly Alert[]): Promise<void> {
  const request = { requestId: randomUUID(), alerts, rejected: [], truncated: false };
  const enqueue = enqueueTogether({ queues, arriveCall: arriveCalls(keys) });
  await enqueue(routeRequest(request, rules.routing(Date.now())), 1);
}

async function drained({ keys, config }: Instance, redis: Redis): Promise<void> {
  const pending = Array.from({ length: config.partitions }, (_, i) => keys.partition(i).pending);
  for (;;) {
    const left = await Promise.all(pending.map((key) => redis.zcard(key)));
    if (left.every((n) => n === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function redisMicros(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  const seconds = ['user', 'sys'].map((kind) =>
    Number(new RegExp(`used_cpu_${kind}:([\\d.]+)`).exec(info)?.[1]),
  );
  return seconds.reduce((sum, n) => sum + n, 0) * 1e6;
}
