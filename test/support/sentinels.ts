import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';
import { expect } from 'vitest';

import { freePort } from '../../src/redis/server/free-port.ts';
import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';
import { eventually } from './eventually.ts';
import { Program } from './program.ts';

/** How many sentinels have to agree, of three. */
const quorum = 2;
const args = ['--repl-diskless-sync-delay', '0', '--repl-timeout', '5'];
const quiet = { say: () => undefined };

/** One Redis with two replicas, watched by three sentinels that have little patience. All of it is gone when the test is. */
export class Sentinels {
  readonly url: string;
  readonly master: RedisServer;
  readonly replicas: readonly RedisServer[];
  /** Each a process. */
  readonly sentinels: readonly Program[];
  readonly #asked: Redis;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    ports: readonly number[],
    master: RedisServer,
    replicas: readonly RedisServer[],
    sentinels: readonly Program[],
    stack: AsyncDisposableStack,
  ) {
    this.url = ports.map((port) => `redis://127.0.0.1:${port}`).join(',');
    this.master = master;
    this.replicas = replicas;
    this.sentinels = sentinels;
    // The last one: it is the first that tests take away.
    this.#asked = new Redis(ports.at(-1) ?? 0, '127.0.0.1');
    this.#stack = stack;
    stack.defer(() => this.#asked.disconnect());
  }

  static async open(): Promise<Sentinels> {
    await using stack = new AsyncDisposableStack();
    const start = async (more: readonly string[]) => {
      const server = await startRedis({ ...quiet, args: [...args, ...more] });
      stack.defer(async () => {
        await server.kill('SIGCONT');
        await server.stop();
      });
      return server;
    };
    const master = await start([]);
    const replicaof = ['--replicaof', '127.0.0.1', String(master.port)];
    const replicas = [await start(replicaof), await start(replicaof)];
    const ports = [await freePort(), await freePort(), await freePort()];
    const sentinels = [];
    for (const port of ports) sentinels.push(stack.use(await startSentinel(port, master.port)).program);
    for (const port of ports) await untilWatching(port);
    return new Sentinels(ports, master, replicas, sentinels, stack.move());
  }

  /** The environment of a process that reaches Redis by these sentinels. */
  env(): Record<string, string> {
    return { REDIS_URL: this.url, STORMFOLD_REDIS_MODE: 'sentinel' };
  }

  /** Stops the replicas, and takes from them what the master has sent to their sockets from here on. */
  async cutReplicas(): Promise<void> {
    for (const replica of this.replicas) await replica.kill('SIGSTOP');
    const redis = new Redis(this.master.url);
    await redis.call('CLIENT', 'KILL', 'TYPE', 'replica');
    redis.disconnect();
  }

  async wakeReplicas(): Promise<void> {
    for (const replica of this.replicas) await replica.kill('SIGCONT');
  }

  /** Resolves once another Redis is the master. */
  async failedOver(): Promise<void> {
    await eventually(async () => {
      const [, port] = (await this.#asked.call(
        'SENTINEL',
        'GET-MASTER-ADDR-BY-NAME',
        'mymaster',
      )) as string[];
      expect(Number(port)).not.toBe(this.master.port);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

interface StartedSentinel {
  readonly program: Program;
  [Symbol.asyncDispose](): Promise<void>;
}

async function startSentinel(port: number, masterPort: number): Promise<StartedSentinel> {
  const folder = await mkdtemp(join(tmpdir(), 'stormfold-sentinel-'));
  const file = join(folder, 'sentinel.conf');
  const about = (name: string, value: string | number) => `sentinel ${name} mymaster ${value}`;
  const lines = [
    ...['bind 127.0.0.1', `port ${port}`, `dir ${folder}`],
    about('monitor', `127.0.0.1 ${masterPort} ${quorum}`),
    ...[about('down-after-milliseconds', 500), about('failover-timeout', 3000), about('parallel-syncs', 2)],
  ];
  await writeFile(file, lines.join('\n'));
  const program = new Program('redis-server', [file, '--sentinel']);
  return {
    program,
    [Symbol.asyncDispose]: async () => {
      await program[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves once a sentinel knows the replicas and the others. */
async function untilWatching(port: number): Promise<void> {
  const redis = new Redis(port, '127.0.0.1', { retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  try {
    await eventually(async () => {
      const found = (await redis.call('SENTINEL', 'MASTER', 'mymaster')) as string[];
      const about = (name: string) => found[found.indexOf(name) + 1];
      expect([about('num-slaves'), about('num-other-sentinels'), about('flags')]).toEqual([
        '2',
        '2',
        'master',
      ]);
    });
  } finally {
    redis.disconnect();
  }
}
