import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';

import { untilAnswers } from '../../../src/redis/server/answers.ts';
import { freePort } from '../../../src/redis/server/free-port.ts';
import { startRedis } from '../../../src/redis/server/start-redis.ts';
import { eventually } from '../../support/eventually.ts';

const say = (): void => undefined;

async function ask<T>(url: string, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { retryStrategy: () => null, lazyConnect: true });
  redis.on('error', say);
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** A program that starts a Redis and then does nothing, for ever. */
const owner = `
  import { startRedis } from ${JSON.stringify(new URL('../../../src/redis/server/start-redis.ts', import.meta.url))};
  console.log((await startRedis({ say() {} })).url);
  setInterval(() => {}, 1e6);
`;

describe('a Redis of our own', () => {
  it('comes back after kill -9 with what it was told, on the same port and folder', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
    const first = await startRedis({ say, dir });
    await ask(first.url, async (redis) => redis.set('storm', 'open'));
    await first.kill('SIGKILL');
    const second = await startRedis({ say, dir, port: first.port });
    try {
      expect(second.url).toBe(first.url);
      expect(await ask(second.url, async (redis) => redis.get('storm'))).toBe('open');
    } finally {
      await second.stop();
      await rm(dir, { recursive: true });
    }
  });

  it('says why it did not start, where its port is taken', async () => {
    const first = await startRedis({ say });
    try {
      await expect(startRedis({ say, port: first.port })).rejects.toThrow(
        /did not start.*(in use|already allocated|another Redis has the port)/i,
      );
    } finally {
      await first.stop();
    }
  });

  it('ends with the process that started it, even by kill -9, and leaves no folder behind', async () => {
    const process = spawn('node', ['--input-type=module', '-e', owner], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(createInterface(process.stdout), 'line')) as [string];
    const [, dir = ''] = await ask<string[]>(url, async (redis) => redis.config('GET', 'dir'));
    // in a container the folder is the engine's, and goes with the container
    const ours = dir !== '/data';
    process.kill('SIGKILL');
    await eventually(async () => {
      expect(ours && (await exists(dir))).toBe(false);
      await expect(ask(url, async (redis) => redis.ping())).rejects.toThrow('Connection is closed');
    });
  });

  it('that does not answer is named without its password', async () => {
    const port = await freePort();
    await expect(untilAnswers(`redis://:secret@127.0.0.1:${port}`, 200)).rejects.toThrow(
      `no Redis answers at redis://127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });
});
