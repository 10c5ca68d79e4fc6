import { Redis } from 'ioredis';

import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { type RedisClient, addressOf, mastersOf } from './client.ts';
import type { Keys } from './keys.ts';

/**
 * Has Redis write its append-only file anew when it is not the run of Redis that was seen last; of a cluster, each master.
 *
 * A loss of power can cut that file within a command of a transaction. Redis 7.0 then starts without the transaction,
 * but leaves its first commands in the file, and goes on writing behind them: at the next restart half of what was lost
 * is carried out, and an alert can be remembered that is in no storm. A new file is written from what Redis holds.
 */
export async function renewAfterRestart(redis: RedisClient, keys: Keys, log: Log): Promise<void> {
  const each = mastersOf(redis).map(async (master) => {
    const field = redis instanceof Redis ? 'redisRun' : `redisRun:${addressOf(master)}`;
    const run = /^run_id:(\w+)/m.exec(await master.info('server'))?.[1] ?? '';
    const seen = await redis.hget(keys.instance, field);
    if (seen === run) return;
    // Before it is noted: a process that dies in between leaves it to the next one.
    if (seen !== null && /^aof_enabled:1/m.test(await master.info('persistence'))) await renew(master, log);
    await redis.hset(keys.instance, field, run);
  });
  await Promise.all(each);
}

async function renew(redis: Redis, log: Log): Promise<void> {
  try {
    await redis.bgrewriteaof();
    log.info('redis was restarted, its append-only file is written anew');
  } catch (error) {
    // Another process has asked for it already, or nobody may.
    log.debug({ error: messageOf(error) }, 'append-only file not written anew');
  }
}
