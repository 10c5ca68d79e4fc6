import { expect } from 'vitest';

import type { Instance } from '../../src/instance.ts';
import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';
import { eventually } from './eventually.ts';

const options = { say: () => undefined, args: ['--appendfsync', 'no', '--repl-diskless-sync-delay', '0'] };

/** Runs with a Redis and one replica of it. */
export async function withReplica(
  run: (master: RedisServer, replica: RedisServer) => Promise<void>,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const master = await startRedis(options);
  stack.defer(() => master.stop());
  const replicaof = ['--replicaof', '127.0.0.1', String(master.port)];
  const replica = await startRedis({ ...options, args: [...options.args, ...replicaof] });
  stack.defer(() => replica.stop());
  await run(master, replica);
}

/** Resolves once a replica has all that there is: it is called online while it still loads. */
export async function followed({ redis, keys }: Pick<Instance, 'redis' | 'keys'>): Promise<void> {
  await redis.hset(keys.instance, 'written', 1);
  await eventually(async () => expect(await redis.wait(1, 100)).toBe(1));
}
