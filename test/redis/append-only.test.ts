import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';

import { silentLog } from '../../src/log.ts';
import { renewAfterRestart } from '../../src/redis/append-only.ts';
import { keysFor } from '../../src/redis/keys.ts';
import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';
import { eventually } from '../support/eventually.ts';

const keys = keysFor('test');

/** Every write is in the file when it is answered; else one that meets a slow fsync waits in memory, and dies there. */
const args = ['--appendfsync', 'always'];

/** A Redis whose data lives on from run to run. */
async function inFolder(
  run: (start: () => Promise<{ redis: Redis; server: RedisServer }>, dir: string) => Promise<void>,
) {
  const dir = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  const started: { redis: Redis; server: RedisServer }[] = [];
  try {
    await run(async () => {
      const server = await startRedis({ say: () => undefined, dir, args });
      const redis = new Redis(server.url, { retryStrategy: () => null });
      redis.on('error', () => undefined);
      started.push({ redis, server });
      return { redis, server };
    }, dir);
  } finally {
    for (const { redis, server } of started) {
      redis.disconnect();
      await server.stop();
    }
    await rm(dir, { recursive: true, force: true });
  }
}

async function fileIn(dir: string): Promise<string> {
  const names = await readdir(join(dir, 'appendonlydir'));
  return join(dir, 'appendonlydir', names.find((name) => name.endsWith('.incr.aof')) ?? '');
}

describe('a transaction that was cut by a loss of power', () => {
  it('is not carried out by halves at the restart after the next', async () => {
    await inFolder(async (start, dir) => {
      const first = await start();
      await renewAfterRestart(first.redis, keys, silentLog());
      await first.redis.eval(
        "redis.call('SET', 'half', '1') redis.call('SET', 'other', ARGV[1])",
        0,
        'x'.repeat(99),
      );
      await first.server.kill('SIGKILL');
      const file = await fileIn(dir);
      await truncate(file, (await stat(file)).size - 60);

      const second = await start();
      expect(await second.redis.exists('half', 'other')).toBe(0);
      await renewAfterRestart(second.redis, keys, silentLog());
      await eventually(async () => {
        expect(await second.redis.info('persistence')).toContain('aof_rewrite_in_progress:0');
        expect(await fileIn(dir)).not.toBe(file);
      });
      await second.redis.eval("redis.call('SET', 'later', '1') redis.call('SET', 'last', '1')", 0);
      await second.server.kill('SIGKILL');

      const third = await start();
      expect(await third.redis.exists('half', 'other')).toBe(0);
      expect(await third.redis.exists('later', 'last')).toBe(2);
    });
  });
});

describe('the append-only file', () => {
  it('is left alone while Redis is the one that was seen last', async () => {
    await inFolder(async (start, dir) => {
      const { redis } = await start();
      await renewAfterRestart(redis, keys, silentLog());
      const file = await fileIn(dir);
      await renewAfterRestart(redis, keys, silentLog());

      expect(await redis.info('persistence')).toContain('aof_rewrites:0');
      expect(await fileIn(dir)).toBe(file);
    });
  });
});
