import type { TestProject } from 'vitest/node';

import { startTestRedis } from '../../scripts/test-redis.ts';

/** Gives the tests a Redis: the one that REDIS_URL names, or else one that is found or brought, for this run alone. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const redis = await startTestRedis({ say });
  // scripts/test.ts, which names it, has said so already
  if (!process.env['REDIS_URL']) say(`Redis: ${redis.how}`);
  project.provide('redisUrl', redis.url);
  return () => redis.stop();
}
