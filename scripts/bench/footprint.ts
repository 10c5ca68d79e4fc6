import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';

import { freePort } from '../../src/redis/server/free-port.ts';
import { plainEnv } from '../../test/support/plain-env.ts';
import { nodeArgs } from '../node-args.ts';
import { Spawned } from './process.ts';

export const footprintRoles = ['all', 'intake', 'worker'] as const;
type FootprintRole = (typeof footprintRoles)[number];

/** What one role costs while nothing comes in. */
export interface Footprint {
  readonly role: FootprintRole;
  /** From the spawn to the first 200 of /readyz, ms: one for each start. */
  readonly startMs: readonly number[];
  /** Resident memory after ten idle seconds, MiB. */
  readonly residentMib: number;
  /** Processor time of an idle minute, s. */
  readonly cpuSecondsAMinute: number;
  /** What it asks of Redis while idle; commands within scripts count too. */
  readonly commandsASecond: number;
}

interface FootprintOptions {
  readonly starts?: number;
  /** How long nothing happens before the memory is read, and while the rest is measured. */
  readonly settleMs?: number;
  readonly idleMs?: number;
  /** Another checkout than this one. */
  readonly root?: string;
}

const ownRoot = fileURLToPath(new URL('../../', import.meta.url));
const mib = 2 ** 20;

/** What each role costs to start and to keep, on a Redis that nobody else uses. About two minutes. */
export async function measureFootprint(
  redisUrl: string,
  say: (line: string) => void,
  { starts = 7, settleMs = 10_000, idleMs = 20_000, root = ownRoot }: FootprintOptions = {},
): Promise<Footprint[]> {
  const startMs: Record<FootprintRole, number[]> = { all: [], intake: [], worker: [] };
  // The roles take turns, so that a machine that slows down slows all; the first start reads what later ones find cached.
  for (let n = 0; n <= starts; n++) {
    for (const role of footprintRoles) {
      await using started = await Started.open(root, redisUrl, role);
      if (n > 0) startMs[role].push(started.tookMs);
    }
  }
  const footprints: Footprint[] = [];
  for (const role of footprintRoles) {
    say(`${role}: idle for ${(settleMs + idleMs) / 1000} s`);
    await using started = await Started.open(root, redisUrl, role);
    footprints.push({
      role,
      startMs: startMs[role],
      ...(await idleCost(started, redisUrl, settleMs, idleMs)),
    });
  }
  return footprints;
}

async function idleCost(started: Started, redisUrl: string, settleMs: number, idleMs: number) {
  const redis = new Redis(redisUrl);
  try {
    await pause(settleMs);
    const before = await started.cost();
    const calls = await commandCalls(redis);
    await pause(idleMs);
    const callsAfter = await commandCalls(redis);
    const after = await started.cost();
    return {
      residentMib: before.resident / mib,
      cpuSecondsAMinute: ((after.cpuSeconds - before.cpuSeconds) * 60_000) / idleMs,
      // Without the first of the two looks.
      commandsASecond: ((callsAfter - calls - 1) * 1000) / idleMs,
    };
  } finally {
    redis.disconnect();
  }
}

async function commandCalls(redis: Redis): Promise<number> {
  const stats = await redis.info('commandstats');
  return [...stats.matchAll(/calls=(\d+)/g)].reduce((sum, [, calls]) => sum + Number(calls), 0);
}

/** One process, ready. It has a prefix and a folder of its own, and leaves its few keys to a Redis that is thrown away. */
class Started implements AsyncDisposable {
  readonly tookMs: number;
  readonly #process: Spawned;
  readonly #url: string;
  readonly #folder: string;

  private constructor(process: Spawned, url: string, folder: string, tookMs: number) {
    [this.#process, this.#url, this.#folder, this.tookMs] = [process, url, folder, tookMs];
  }

  static async open(root: string, redisUrl: string, role: FootprintRole): Promise<Started> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-bench-'));
    const listen = `127.0.0.1:${await freePort()}`;
    const env = {
      ...plainEnv(),
      ...{ REDIS_URL: redisUrl, STORMFOLD_PREFIX: `idle-${randomUUID().slice(0, 8)}` },
      ...{ STORMFOLD_LISTEN: listen, STORMFOLD_SINK_DIRECTORY: folder },
    };
    const began = performance.now();
    const main = join(root, 'src/cli/main.ts');
    const spawned = new Spawned(process.execPath, [...nodeArgs, main, 'serve', '--role', role], env);
    const url = `http://${listen}`;
    await spawned.until(async () => ((await fetch(`${url}/readyz`)).status === 200 ? true : undefined));
    return new Started(spawned, url, folder, performance.now() - began);
  }

  /** Resident bytes, and processor time so far. */
  async cost(): Promise<{ resident: number; cpuSeconds: number }> {
    const text = await (await fetch(`${this.#url}/metrics`)).text();
    const of = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
    return { resident: of('process_resident_memory_bytes'), cpuSeconds: of('process_cpu_seconds_total') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
