import { execFileSync } from 'node:child_process';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';

import { startTestRedis } from '../../scripts/test-redis.ts';
import { eventually } from '../support/eventually.ts';
import { plainEnv } from '../support/plain-env.ts';
import { Program } from '../support/program.ts';

const how = /testcontainers, redis:8-alpine, Redis \d+\.\d+\.\d+$/m;
const demanded = { STORMFOLD_TEST_REDIS: 'testcontainers' };
const module = JSON.stringify(new URL('../../scripts/test-redis.ts', import.meta.url));

/** A program that starts a Redis as the tests do, and then does nothing, for ever. */
const owner = `
  import { startTestRedis } from ${module};
  console.log((await startTestRedis({ say() {} })).url);
  setInterval(() => {}, 1e6);
`;

function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}

/** The ids of containers, running or not. Only those with our image: others may have to do with the same engine. */
function containers(filter = 'ancestor=redis:8-alpine'): string[] {
  return docker('ps', '--all', '--quiet', '--no-trunc', '--filter', filter).split('\n').filter(Boolean);
}

function containerAt(url: string): string | undefined {
  return containers(`publish=${new URL(url).port}`)[0];
}

async function ask<T>(url: string, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

describe('the Redis of the tests, where Docker is', () => {
  it('is in a container with the settings of ours, open to nobody else, and gone at the end', async () => {
    const before = containers();
    const redis = await startTestRedis({ say: () => undefined, env: demanded });
    const id = containerAt(redis.url) ?? '';
    try {
      expect(redis.how).toMatch(how);
      expect(containers()).toEqual(expect.arrayContaining([...before, id]));
      expect(containers()).toHaveLength(before.length + 1);
      expect(docker('inspect', '--format', '{{.Config.Image}}', id)).toBe('redis:8-alpine');
      // the first process of a container, and of no machine
      expect(await ask(redis.url, async (client) => client.info('server'))).toContain('\nprocess_id:1\r');
      expect(await ask(redis.url, settingsOf)).toEqual({
        ...{ appendonly: 'yes', appendfsync: 'no', save: '', hz: '100' },
        ...{ 'maxmemory-policy': 'noeviction', 'lazyfree-lazy-expire': 'yes' },
      });
      const open = redis.url.replace(/\/\/.*@/, '//');
      await expect(ask(open, async (client) => client.ping())).rejects.toThrow('NOAUTH');
    } finally {
      await redis.stop();
    }
    expect(containers()).toEqual(before);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)('is gone when who started it was ended by %s', async (signal) => {
    const args = ['--input-type=module', '--eval', owner];
    await using program = new Program(process.execPath, args, { ...plainEnv(), ...demanded });
    const { href } = await eventually(() => new URL(/^redis:\S+$/m.exec(program.output)?.[0] ?? ''));
    const id = containerAt(href);
    expect(id).toBeDefined();
    await program.end(signal);
    await eventually(() => expect(containers()).not.toContain(id));
  });

  it('is another one where the image is not to be had, unless it was asked for', async () => {
    const said: string[] = [];
    const options = { say: (line: string) => said.push(line), image: 'stormfold.invalid/redis:none' };
    const redis = await startTestRedis({ ...options, env: {} });
    await redis.stop();

    expect(redis.how).not.toContain('testcontainers');
    expect(said.slice(0, 2)).toEqual([
      expect.stringContaining('Pulling the Docker image stormfold.invalid/redis:none, '),
      expect.stringMatching(/^No Redis through testcontainers: .*stormfold\.invalid/),
    ]);
    await expect(startTestRedis({ ...options, env: demanded })).rejects.toThrow(
      /^STORMFOLD_TEST_REDIS=testcontainers, but there is no such Redis: .*stormfold\.invalid/,
    );
  });

  it('is what a bare vitest brings for itself too', async () => {
    const before = containers();
    const args = ['run', '--project', 'redis', 'test/redis/storm-reader.test.ts'];
    await using vitest = new Program('vitest', args, { ...plainEnv(), ...demanded });

    expect(await vitest.ended()).toBe(0);
    expect(vitest.output).toMatch(new RegExp(`^Redis: ${how.source}`, 'm'));
    expect(containers()).toEqual(before);
  });
});

async function settingsOf(redis: Redis): Promise<unknown> {
  const names = ['appendonly', 'appendfsync', 'save', 'hz', 'maxmemory-policy', 'lazyfree-lazy-expire'];
  const pairs = await Promise.all(names.map(async (name) => redis.config('GET', name)));
  return Object.fromEntries(pairs as [string, string][]);
}
