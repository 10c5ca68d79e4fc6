import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

import { freePort } from '../../../src/redis/server/free-port.ts';
import { type RedisServer, startRedis } from '../../../src/redis/server/start-redis.ts';
import type { Seeded } from './seeded.ts';

export type Fsync = 'always' | 'everysec';

/** How a server is started, each time alike. */
export interface ServerStart {
  /** Where its data stays from one start to the next. */
  readonly dir: string;
  readonly fsync: Fsync;
  readonly args?: readonly string[];
}

/** The size of the append-only file at one moment. */
interface Sample {
  readonly file: string;
  readonly at: number;
  readonly size: number;
}

const sampleEveryMs = 50;
/** What a loss of power may take away. */
const lastSecondMs = 1000;

/** A redis-server of its own that can be killed, frozen, starved, and robbed of its last second. */
export class ServerControl {
  readonly url: string;
  readonly port: number;
  /** For looking, at this server alone: reconnects by itself. */
  readonly client: Redis;
  readonly #start: ServerStart;
  readonly #samples: Sample[] = [];
  readonly #sampling: NodeJS.Timeout;
  #server: RedisServer;

  private constructor(server: RedisServer, start: ServerStart) {
    this.#server = server;
    this.#start = start;
    this.port = server.port;
    this.url = server.url;
    this.client = new Redis(server.url, { maxRetriesPerRequest: null });
    this.client.on('error', () => undefined);
    this.#sampling = setInterval(() => void this.#sample(), sampleEveryMs);
  }

  static async start(start: ServerStart): Promise<ServerControl> {
    return new ServerControl(await launch(start, await freePort()), start);
  }

  /** With SIGTERM it may finish; with SIGKILL it may not. It is away for so long, and whatever its start takes. */
  async restart(signal: 'SIGTERM' | 'SIGKILL', awayMs = 0): Promise<void> {
    await this.#server.kill(signal);
    await pause(awayMs);
    this.#server = await launch(this.#start, this.port);
  }

  /**
   * Kills it and cuts its file somewhere in what it wrote during its last second, as a loss of power might. Answers
   * the moment up to which everything is kept for certain.
   */
  async losePower(seeded: Seeded): Promise<number> {
    const since = Date.now() - lastSecondMs;
    await this.#server.kill('SIGKILL');
    const file = await this.#file();
    const samples = this.#samples.filter((sample) => sample.file === file);
    // A file that is younger: what is older than it stands in another one.
    const floor = samples.findLast(({ at }) => at <= since) ?? { at: samples[0]?.at ?? since, size: 0 };
    const { size } = await stat(file);
    const left = seeded.int(Math.min(floor.size, size), size);
    await truncate(file, left);
    // What is left was on its disk: the next loss, however soon, takes none of it.
    this.#samples.splice(0, Infinity, { file, at: since, size: left });
    this.#server = await launch(this.#start, this.port);
    return floor.at - sampleEveryMs;
  }

  async signal(name: NodeJS.Signals): Promise<void> {
    await this.#server.kill(name);
  }

  async stop(): Promise<void> {
    clearInterval(this.#sampling);
    this.client.disconnect();
    await this.#server.kill('SIGKILL');
    await this.#server.stop();
  }

  async #sample(): Promise<void> {
    try {
      const at = Date.now();
      const file = await this.#file();
      const { size } = await stat(file);
      this.#samples.push({ file, at, size });
    } catch {
      // Not written yet.
    }
  }

  async #file(): Promise<string> {
    const folder = join(this.#start.dir, 'appendonlydir');
    const name = (await readdir(folder))
      .filter((each) => each.endsWith('.incr.aof'))
      .sort()
      .at(-1);
    if (name === undefined) throw new Error('no append-only file');
    return join(folder, name);
  }
}

function launch({ dir, fsync, args = [] }: ServerStart, port: number): Promise<RedisServer> {
  // No rewrite: the file must only grow, or its sizes would say nothing about time.
  const all = [...args, '--appendfsync', fsync, '--auto-aof-rewrite-percentage', '0'];
  return startRedis({ say: () => undefined, dir, port, args: all });
}
