import { execFileSync } from 'node:child_process';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';

import { docker } from '../../../src/redis/server/docker.ts';

function containers(): string[] {
  return execFileSync('docker', ['ps', '--all', '--quiet'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter(Boolean);
}

describe('a Redis in Docker', () => {
  it('answers on loopback with the settings of ours, and leaves no container behind', async () => {
    const before = containers();
    const found = await docker.find(() => undefined);
    const started = await found?.start({});
    const redis = new Redis(started?.url ?? '');
    const settings = await redis.config('GET', 'appendonly', 'maxmemory-policy');
    redis.disconnect();
    const during = containers();
    await started?.stop();

    expect(started?.url).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);
    expect(settings).toEqual(expect.arrayContaining(['yes', 'noeviction']));
    expect(during).toHaveLength(before.length + 1);
    expect(containers()).toEqual(before);
  });
});
