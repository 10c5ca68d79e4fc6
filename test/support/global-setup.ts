import type { TestProject } from 'vitest/node';

import { testRedisArgs } from '../../scripts/tiers.ts';
import { startRedis } from '../../src/redis/server/start-redis.ts';

/** Gives the tests a Redis: the one that REDIS_URL names, or else one that is found or brought, for this run alone. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const redis = await startRedis({ say, url: process.env['REDIS_URL'], args: testRedisArgs });
  project.provide('redisUrl', redis.url);
  return () => redis.stop();
}
