import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';

import { findRedis } from '../../../src/redis/server/find-redis.ts';
import type { FoundRedis, Way } from '../../../src/redis/server/server.ts';
import { startRedis, waysToRedis } from '../../../src/redis/server/start-redis.ts';

function way(name: string, find: () => Promise<FoundRedis | undefined>): Way {
  return { name, find };
}

function server(how: string): FoundRedis {
  return { how, start: () => Promise.reject(new Error('not to be started')) };
}

const nowhere = async () => undefined;

describe('a Redis', () => {
  it('is looked for in REDIS_URL, on the path, in Docker, with apt and with Homebrew, in this order', () => {
    const names = (url?: string) => waysToRedis(url).map(({ name }) => name);
    expect(names('redis://somewhere')).toEqual(['REDIS_URL', 'the PATH', 'Docker', 'apt', 'Homebrew']);
    expect(names()).toEqual(['the PATH', 'Docker', 'apt', 'Homebrew']);
  });

  it('is the first that is found, and the ways behind it are not tried', async () => {
    const tried: string[] = [];
    const ways = ['a', 'b', 'c'].map((name) =>
      way(name, async () => {
        tried.push(name);
        return name === 'a' ? undefined : server(name);
      }),
    );
    expect((await findRedis(ways, () => undefined)).how).toBe('b');
    expect(tried).toEqual(['a', 'b']);
  });

  it('is looked for further when a way breaks, which is said', async () => {
    const said: string[] = [];
    const broken = way('Docker', () => Promise.reject(new Error('no space left')));
    const found = await findRedis([broken, way('apt', async () => server('apt'))], (line) => said.push(line));
    expect(found.how).toBe('apt');
    expect(said).toEqual(['No Redis through Docker: no space left']);
  });

  it('that is nowhere is one clear line with what to do', async () => {
    const none = findRedis([way('the PATH', nowhere), way('Docker', nowhere)], () => undefined);
    await expect(none).rejects.toThrow(
      'No Redis here, and none can be brought (tried the PATH, Docker): install Redis or Valkey, or start Docker.',
    );
  });
});

describe('a Redis that was started', () => {
  it('is durable, evicts nothing, listens on loopback, and is gone once stopped', async () => {
    const started = await startRedis({ say: () => undefined });
    const redis = new Redis(started.url, { retryStrategy: () => null });
    redis.on('error', () => undefined);
    const settings = await redis.config('GET', 'appendonly', 'maxmemory-policy', 'hz');
    redis.disconnect();
    await started.stop();
    const after = new Redis(started.url, { retryStrategy: () => null, lazyConnect: true });
    after.on('error', () => undefined);

    expect(settings).toEqual(expect.arrayContaining(['yes', 'noeviction', '100']));
    expect(new URL(started.url).hostname).toBe('127.0.0.1');
    await expect(after.connect()).rejects.toThrow('Connection is closed');
  });
});
