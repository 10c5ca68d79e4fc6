import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';
import type { Findings } from './figures.ts';

/** What every scenario is run with. */
export interface Bench {
  readonly rounds: number;
  /** Short rounds, that show that everything works and not more. */
  readonly quick: boolean;
  readonly say: (line: string) => void;
  /** An earlier checkout of this project to measure beside this one. */
  readonly against?: { readonly name: string; readonly folder: string } | undefined;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly run: (bench: Bench) => Promise<Findings>;
}

/** A Redis of its own with its append-only file on, as it is shipped, and gone with the scenario. */
export async function withRedis<T>(
  bench: Bench,
  measure: (server: RedisServer) => Promise<T>,
  args: readonly string[] = [],
): Promise<T> {
  const server = await startRedis({ say: bench.say, args });
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}

/** Every side in turn, round after round, so that a machine which slows down slows all of them. The first round only warms up. */
export async function alternate<T>(bench: Bench, sides: readonly (() => Promise<T>)[]): Promise<T[][]> {
  const results: T[][] = sides.map(() => []);
  for (let round = 0; round <= bench.rounds; round++) {
    for (const [i, side] of sides.entries()) {
      const result = await side();
      if (round > 0) results[i]?.push(result);
    }
  }
  return results;
}
