import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

import { startRedis } from '../../src/redis/server/start-redis.ts';
import { plainEnv } from '../../test/support/plain-env.ts';
import { keepWatching } from './console.ts';
import { type Plan, windowMs } from './plan.ts';
import { type Kind, keysByKind } from './redis-kinds.ts';
import { Resources } from './resources.ts';
import { type Scrape, byLabel, scrape } from './scrape.ts';
import { ServiceProcess } from './service.ts';

const token = 'soak-token';
const prefix = 'soak';

export interface Running {
  readonly process: ServiceProcess;
  readonly url: string;
  readonly inspector: string;
}

/** A Redis, an intake and a worker of the soak's own, each a process, as they are deployed. */
export class Stage implements AsyncDisposable {
  readonly headers = { authorization: `Bearer ${token}` };
  readonly redis: Redis;
  readonly how: string;
  readonly resources: Resources;
  readonly services: readonly Running[];
  readonly #closers: AsyncDisposableStack;

  private constructor(
    how: string,
    redis: Redis,
    folder: string,
    services: readonly Running[],
    closers: AsyncDisposableStack,
  ) {
    [this.how, this.redis, this.services, this.#closers] = [how, redis, services, closers];
    this.resources = new Resources(folder);
  }

  /** What starts is stopped again, also where the start fails half-way. */
  static async open(plan: Plan, say: (line: string) => void): Promise<Stage> {
    await using closers = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-soak-'));
    closers.defer(() => rm(folder, { recursive: true, force: true }));
    const server = await startRedis({ say, args: ['--appendfsync', 'everysec'] });
    closers.defer(() => server.stop());
    const redis = new Redis(server.url);
    closers.defer(() => redis.disconnect());
    const env = environment(plan, server.url, folder);
    const starting = ['intake', 'worker'].map((role) => new ServiceProcess(role, env));
    for (const process of starting) closers.defer(async () => void (await process.stop()));
    const services = await Promise.all(
      starting.map(async (process) => ({ process, ...(await process.ready()) })),
    );
    const stage = new Stage(server.how, redis, folder, services, closers.move());
    const watching = keepWatching(stage.url, stage.headers);
    stage.#closers.defer(() => watching.stop());
    return stage;
  }

  /** Of the intake. */
  get url(): string {
    return this.services[0]?.url ?? '';
  }

  /** Of every process, by its role. */
  async scrapes(): Promise<ReadonlyMap<string, Scrape>> {
    const all = this.services.map(
      async ({ process, url }) => [process.role, await scrape(url, this.headers)] as const,
    );
    return new Map(await Promise.all(all));
  }

  /** What all processes share, as the intake tells it. */
  async shared(): Promise<Record<'alerts' | 'waiting' | 'storms' | 'stormsEver', Record<string, number>>> {
    const samples = await scrape(this.url, this.headers);
    return {
      alerts: byLabel(samples, 'stormfold_alerts_total'),
      waiting: byLabel(samples, 'stormfold_alerts_waiting'),
      storms: byLabel(samples, 'stormfold_storms'),
      stormsEver: byLabel(samples, 'stormfold_storms_total'),
    };
  }

  /** Whether what is kept by number, and not for a time, is as much as is ever kept: a thousand of each. */
  async isFull(): Promise<boolean> {
    const [jobs, rejects] = await Promise.all([
      this.redis.zcard(`{${prefix}}:finalize:completed`),
      this.redis.xlen(`{${prefix}:0}:rejects`),
    ]);
    return jobs >= 1000 && rejects >= 1000;
  }

  async kinds(): Promise<ReadonlyMap<string, Kind>> {
    return keysByKind(this.redis);
  }

  /** Names of the processes that did not stop cleanly. */
  async stopServices(): Promise<string[]> {
    const clean = await Promise.all(this.services.map(({ process }) => process.stop()));
    return this.services.flatMap(({ process }, i) => (clean[i] ? [] : [process.role]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closers.disposeAsync();
  }
}

function environment({ memoryMs, retentionMs }: Plan, redisUrl: string, folder: string): NodeJS.ProcessEnv {
  return {
    ...plainEnv(),
    REDIS_URL: redisUrl,
    STORMFOLD_PREFIX: prefix,
    STORMFOLD_LISTEN: '127.0.0.1:0',
    STORMFOLD_WINDOW: `${windowMs}ms`,
    STORMFOLD_MEMORY: `${memoryMs}ms`,
    STORMFOLD_RETENTION: `${retentionMs}ms`,
    STORMFOLD_SINK_DIRECTORY: folder,
    STORMFOLD_WEBHOOK_TOKENS: token,
    STORMFOLD_OPERATOR_TOKENS: token,
  };
}
