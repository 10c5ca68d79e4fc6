import { Redis, type RedisOptions } from 'ioredis';

import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';

/**
 * `answering`: for what somebody waits for (HTTP, the command line). Fails at once while Redis is away, and never sends
 * a command late. `working`: for workers, which wait for ever.
 */
export type ConnectionUse = 'answering' | 'working';

const options: Record<ConnectionUse, RedisOptions> = {
  answering: { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 10_000 },
  working: { maxRetriesPerRequest: null },
};

/** Opens a connection, which then reconnects by itself for ever. */
export function connect(url: string, use: ConnectionUse, log: Log): Redis {
  const redis = new Redis(url, {
    ...options[use],
    retryStrategy: backoffMs,
    connectionName: `stormfold-${use}`,
  });
  redis.on('error', (error: Error) => log.warn({ use, error: messageOf(error) }, 'redis connection error'));
  return redis;
}

/** Resolves when the connection is ready. Rejects with what was wrong after `timeoutMs`. */
export async function whenReady(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let last = 'no answer';
  const note = (error: Error) => (last = messageOf(error));
  const timer = setTimeout(
    () => reject(new Error(`Redis did not answer within ${timeoutMs} ms: ${last}`)),
    timeoutMs,
  );
  redis.on('error', note);
  redis.once('ready', resolve);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    redis.off('error', note);
    redis.off('ready', resolve);
  }
}

function backoffMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 5), 1000);
}
