import { apt } from './apt.ts';
import { docker } from './docker.ts';
import { findRedis } from './find-redis.ts';
import { homebrew } from './homebrew.ts';
import { named } from './named.ts';
import { onPath } from './on-path.ts';
import type { RedisServer, Say, ServerOptions, Way } from './server.ts';

export type { RedisServer } from './server.ts';

export interface StartOptions extends ServerOptions {
  readonly say: Say;
  /** A Redis to take as it is, if the caller was given one: the value of REDIS_URL. Left out, it is always an own one. */
  readonly url?: string | undefined;
}

/** Finds a Redis, or brings one, and starts it: with a port and data of its own, ready to answer when this resolves. */
export async function startRedis(options: StartOptions): Promise<RedisServer> {
  const found = await findRedis(waysToRedis(options.url), options.say);
  return found.start(options);
}

/** What takes least first: what is there, what is thrown away again, what is kept in the project, what is installed. */
export function waysToRedis(url?: string): readonly Way[] {
  const own = [onPath, docker, apt(), homebrew];
  return url ? [named(url), ...own] : own;
}
