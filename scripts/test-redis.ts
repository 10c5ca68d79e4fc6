import { StormfoldError, messageOf } from '../src/errors.ts';
import { untilAnswers } from '../src/redis/server/answers.ts';
import { docker, redisImage } from '../src/redis/server/docker.ts';
import { findRedis } from '../src/redis/server/find-redis.ts';
import type { Say } from '../src/redis/server/server.ts';
import { startRedis, waysToRedis } from '../src/redis/server/start-redis.ts';
import { startCluster } from './test-redis/cluster.ts';
import { type TestRedis, startContainer } from './test-redis/testcontainers.ts';
import { testRedisArgs as args } from './tiers.ts';

export type { TestRedis } from './test-redis/testcontainers.ts';

/** Asks for one way and no other: a run that is to show that it works must not go another one unnoticed. */
const variable = 'STORMFOLD_TEST_REDIS';
const patienceMs = 10_000;

export interface TestRedisOptions {
  readonly say: Say;
  /** Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: the one that Stormfold's own containers are made of. */
  readonly image?: string;
}

/**
 * The one Redis of a run of tests: the one that REDIS_URL names; else, where a Docker engine answers, a container, so
 * that the tests meet the same Redis everywhere; else the first that Stormfold itself would find.
 */
export async function startTestRedis(options: TestRedisOptions): Promise<TestRedis> {
  const redis = await start(options);
  return { ...redis, how: `${redis.how}, Redis ${await versionOf(redis.url)}` };
}

/** To the processes that this one starts: they take this Redis, and look for none of their own. */
export function handDown({ url }: Pick<TestRedis, 'url'>): void {
  process.env['REDIS_URL'] = url;
  delete process.env[variable];
}

async function start({ say, env = process.env, image = redisImage }: TestRedisOptions): Promise<TestRedis> {
  const url = env['REDIS_URL'];
  const wanted = env[variable];
  if (url && wanted) throw new StormfoldError(`${variable} is of no use with REDIS_URL: unset one of them.`);
  switch (wanted) {
    case 'testcontainers':
      return demandContainer(image, say);
    case 'local':
      return startLocal(say);
    case 'cluster':
      return startCluster();
    case '':
    case undefined:
      return (url ? undefined : await tryContainer(image, say)) ?? startRedis({ say, url, args });
    default:
      throw new StormfoldError(`${variable} is ${wanted}; it may be testcontainers, local or cluster.`);
  }
}

async function tryContainer(image: string, say: Say): Promise<TestRedis | undefined> {
  try {
    return await startContainer(image, args, say);
  } catch (error) {
    say(`No Redis through testcontainers: ${messageOf(error).trim()}`);
    return undefined;
  }
}

async function demandContainer(image: string, say: Say): Promise<TestRedis> {
  const fail = (why: string, cause?: unknown): never => {
    throw new StormfoldError(`${variable}=testcontainers, but there is no such Redis: ${why}`, { cause });
  };
  const redis = await startContainer(image, args, say).catch((error: unknown) =>
    fail(messageOf(error).trim(), error),
  );
  return redis ?? fail('nothing of Docker is here, neither its program nor DOCKER_HOST nor its socket');
}

async function startLocal(say: Say): Promise<TestRedis> {
  const ways = waysToRedis().filter((way) => way !== docker);
  return (await findRedis(ways, say)).start({ args });
}

async function versionOf(url: string): Promise<string> {
  const info = await untilAnswers(url, patienceMs);
  return /redis_version:(\S+)/.exec(info)?.[1] ?? 'of unknown version';
}
