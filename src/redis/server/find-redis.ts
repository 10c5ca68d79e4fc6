import { StormfoldError, messageOf } from '../../errors.ts';
import type { FoundRedis, Say, Way } from './server.ts';

/**
 * Goes the ways in their order and takes the first that leads to a Redis. One that breaks is said, and passed. Throws
 * one clear line when none leads anywhere.
 */
export async function findRedis(ways: readonly Way[], say: Say): Promise<FoundRedis> {
  for (const way of ways) {
    try {
      const found = await way.find(say);
      if (found !== undefined) return found;
    } catch (error) {
      say(`No Redis through ${way.name}: ${messageOf(error)}`);
    }
  }
  throw new StormfoldError(
    `No Redis here, and none can be brought (tried ${namesOf(ways)}): install Redis or Valkey, or start Docker.`,
  );
}

function namesOf(ways: readonly Way[]): string {
  return ways.map((way) => way.name).join(', ');
}
