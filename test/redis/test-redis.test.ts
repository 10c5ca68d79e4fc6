import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';

import { handDown, startTestRedis } from '../../scripts/test-redis.ts';

let folder: string;
let said: string[];

const startWith = async (env: NodeJS.ProcessEnv) => startTestRedis({ say: (line) => said.push(line), env });

/** A Docker whose engine is not running. */
beforeEach(async () => {
  said = [];
  folder = await mkdtemp(join(tmpdir(), 'stormfold-docker-'));
  await writeFile(join(folder, 'docker'), '#!/bin/sh\necho Cannot connect. >&2\nexit 1\n');
  await chmod(join(folder, 'docker'), 0o755);
  vi.stubEnv('PATH', folder + delimiter + process.env['PATH']);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('the Redis of the tests', () => {
  it('is the one that REDIS_URL names, without a look at Docker, and is left running', async () => {
    const url = inject('redisUrl');
    const redis = await startWith({ REDIS_URL: url });
    await redis.stop();

    expect(redis.url).toBe(url);
    expect(redis.how).toMatch(/^REDIS_URL, Redis \d+\.\d+\.\d+$/);
    expect(said).toEqual([]);
    // Of a cluster several servers are named.
    for (const one of url.split(',')) expect(await ping(one)).toBe('PONG');
  });

  it('is one of this machine where no engine answers, and why is said', async () => {
    const redis = await startWith({});
    try {
      expect(await ping(redis.url)).toBe('PONG');
      expect(redis.how).toMatch(/, Redis \d+\.\d+\.\d+$/);
      expect(redis.how).not.toContain('testcontainers');
      expect(said[0]).toBe(
        'No Redis through testcontainers: no Docker engine answered within 5 s: docker info: Cannot connect.',
      );
    } finally {
      await redis.stop();
    }
  });

  it('is one of this machine where that is asked for, without a look at Docker', async () => {
    const redis = await startWith({ STORMFOLD_TEST_REDIS: 'local' });
    await redis.stop();

    expect(redis.how).not.toMatch(/testcontainers|docker/i);
    expect(said.filter((line) => line.includes('docker info'))).toEqual([]);
  });

  it.each([
    [
      { STORMFOLD_TEST_REDIS: 'testcontainers' },
      'STORMFOLD_TEST_REDIS=testcontainers, but there is no such Redis: no Docker engine answered within 5 s: docker info: Cannot connect.',
    ],
    [
      { STORMFOLD_TEST_REDIS: 'podman' },
      'STORMFOLD_TEST_REDIS is podman; it may be testcontainers, local or cluster.',
    ],
    [
      { STORMFOLD_TEST_REDIS: 'local', REDIS_URL: 'redis://127.0.0.1' },
      'STORMFOLD_TEST_REDIS is of no use with REDIS_URL: unset one of them.',
    ],
  ])('is no other than %j asks for', async (env, message) => {
    await expect(startWith(env)).rejects.toThrow(message);
    expect(said).toEqual([]);
  });

  it('is named to the processes of the run, and asked for no more', () => {
    vi.stubEnv('REDIS_URL', undefined);
    vi.stubEnv('STORMFOLD_TEST_REDIS', 'local');
    handDown({ url: 'redis://here' });

    expect(process.env['REDIS_URL']).toBe('redis://here');
    expect(process.env).not.toHaveProperty('STORMFOLD_TEST_REDIS');
  });
});

async function ping(url: string): Promise<string> {
  const redis = new Redis(url);
  try {
    return await redis.ping();
  } finally {
    redis.disconnect();
  }
}
