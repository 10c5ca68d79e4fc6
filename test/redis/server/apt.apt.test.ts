import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';

import { apt } from '../../../src/redis/server/apt.ts';

describe("a Redis out of Debian's packages", () => {
  it('is unpacked into a folder, says so first, and is found there the next time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-apt-'));
    const said: string[] = [];
    try {
      const found = await apt(folder).find((line) => said.push(line));
      const started = await found?.start({});
      const redis = new Redis(started?.url ?? '');
      const [, version] = /redis_version:(\S+)/.exec(await redis.info('server')) ?? [];
      redis.disconnect();
      await started?.stop();
      const again = await apt(folder).find((line) => said.push(line));

      expect(Number(version?.split('.')[0])).toBeGreaterThanOrEqual(6);
      expect(again).toBeDefined();
      expect(said).toEqual([
        `Downloading redis-server with apt-get, into ${folder} (about 20 MB; nothing is installed on this system).`,
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
