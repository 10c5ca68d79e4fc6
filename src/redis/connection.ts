import { Cluster, Redis } from 'ioredis';

import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { AnsweringCluster } from './answering-cluster.ts';
import type { RedisClient } from './client.ts';
import { type ConnectionUse, type RedisPlace, clusterOptions, redisOptions } from './connect-options.ts';
import { settling } from './settling.ts';

export type { ConnectionUse, RedisPlace } from './connect-options.ts';

/** Opens a connection, which then reconnects by itself for ever. Throws when a file that it needs can't be read. */
export function connect(place: RedisPlace, use: ConnectionUse, log: Log): RedisClient {
  const redis =
    place.redis.mode === 'cluster' ? openCluster(place, use) : new Redis(redisOptions(place, use));
  const tell = (error: Error) => log.warn({ use, error: causeOf(error) }, 'redis connection error');
  redis.on('error', tell);
  redis.on('sentinelError', tell);
  return redis;
}

// The client connects to a node when it is first asked something: somebody would wait for that.
function openCluster(place: RedisPlace, use: ConnectionUse): Cluster {
  const [nodes, options] = clusterOptions(place, use);
  const cluster =
    use === 'answering' ? new AnsweringCluster(nodes, options) : settling(new Cluster(nodes, options));
  return cluster.on('+node', (node: Redis) => {
    if (node.status === 'wait' && !node.options.readOnly) node.connect().catch(() => undefined);
  });
}

/** Resolves when the connection is ready, on a cluster to each master. Rejects with what was wrong after `timeoutMs`. */
export async function whenReady(redis: RedisClient, timeoutMs: number): Promise<void> {
  const until = performance.now() + timeoutMs;
  await ready(redis, timeoutMs);
  if (redis instanceof Redis) return;
  await Promise.all(redis.nodes('master').map((node) => ready(node, until - performance.now())));
}

const mostReasons = 3;

async function ready(redis: RedisClient, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // All that differ: of a refused handshake some tries tell why, and others only that the connection broke.
  const told = new Set<string>();
  const note = (error: Error) => told.add(causeOf(error));
  const reasons = () => [...told].slice(0, mostReasons).join('; ') || 'no answer';
  const timer = setTimeout(
    () => reject(new Error(`Redis did not answer within ${Math.round(timeoutMs)} ms: ${reasons()}`)),
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

function causeOf(error: Error): string {
  const { lastNodeError } = error as Error & { readonly lastNodeError?: Error };
  if (!lastNodeError) return messageOf(error);
  return `no node of the cluster answers as it should: ${messageOf(lastNodeError)}`;
}
