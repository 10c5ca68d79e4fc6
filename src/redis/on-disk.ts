import type { Redis } from 'ioredis';

import { type RedisClient, mastersOf } from './client.ts';
import { serverClock } from './time.ts';

/**
 * With `appendfsync everysec` Redis begins to bring what it was told to the disk within this time: a second by the
 * cached time of its own timer, which ticks ten times a second unless told otherwise.
 */
const fsyncBeginsMs = 1250;
/** While one is under way it is looked at again after this. */
const lookAgainMs = 250;

/** So long what one look has told is good for all that ask: storms that end together would each look by themselves. */
const lookLastsMs = 50;

interface Look {
  readonly everySecond: boolean;
  /** On Redis' own clock. */
  readonly now: number;
  readonly fsyncUnderWay: boolean;
}

/** The latest look at each server over each connection, and when it was begun on this machine's steady clock. */
const looks = new WeakMap<RedisClient, Map<string, { readonly at: number; readonly look: Promise<Look> }>>();

/**
 * After how many milliseconds to ask whether what the server of `key` is told now is on its disk: by then it nearly always
 * is. 0 when there is nothing to wait for.
 */
export async function askOnDiskAfter(redis: RedisClient, key: string): Promise<number> {
  const { everySecond } = await lookOver(redis, key);
  return everySecond ? fsyncBeginsMs + lookLastsMs : 0;
}

/**
 * Milliseconds until a loss of power can no longer undo what the server of `key` was told at `writtenAt` (on its own
 * clock), as far as its settings promise that; 0 when it can't, or when they promise nothing to wait for: with
 * `appendfsync always` an answered command is on the disk, without an append-only file none ever is.
 */
export async function untilOnDisk(redis: RedisClient, key: string, writtenAt: number): Promise<number> {
  const { everySecond, now, fsyncUnderWay } = await lookOver(redis, key);
  if (!everySecond) return 0;
  const ageMs = now - writtenAt;
  // A clock that stepped back, or a failover to a machine with another one, must not make anybody wait for long.
  if (ageMs < fsyncBeginsMs) return Math.min(fsyncBeginsMs, fsyncBeginsMs - ageMs);
  return fsyncUnderWay ? lookAgainMs : 0;
}

// An old look errs on the safe side: what it says of the disk was true then, and what was on it is on it now.
function lookOver(redis: RedisClient, key: string): Promise<Look> {
  const known = looks.get(redis) ?? new Map<string, { at: number; look: Promise<Look> }>();
  looks.set(redis, known);
  // Only on a cluster is it another server for another key.
  const server = redis.isCluster ? key : '';
  const latest = known.get(server);
  if (latest && performance.now() - latest.at < lookLastsMs) return latest.look;
  const look = lookAt(redis, key);
  known.set(server, { at: performance.now(), look });
  // What failed is nobody else's answer.
  look.catch(() => known.delete(server));
  return look;
}

async function lookAt(redis: RedisClient, key: string): Promise<Look> {
  const [everySecond, { now, info }] = await Promise.all([
    isWrittenEverySecond(redis),
    serverClock(redis, key, 'persistence'),
  ]);
  return { everySecond, now, fsyncUnderWay: /^aof_pending_bio_fsync:[1-9]/m.test(info) };
}

// Where CONFIG is forbidden, as on hosted servers, this is the setting that is usual.
async function isWrittenEverySecond(redis: RedisClient): Promise<boolean> {
  try {
    // Any master's: where they differ, to wait is right.
    const masters = await Promise.all(mastersOf(redis).map(settingsOf));
    return masters.some(({ file, sync }) => file === 'yes' && sync === 'everysec');
  } catch (error) {
    if (error instanceof Error && /^(NOPERM|ERR unknown command)/.test(error.message)) return true;
    throw error;
  }
}

async function settingsOf(master: Redis): Promise<{ file: string | undefined; sync: string | undefined }> {
  const [file, sync] = await Promise.all([
    master.config('GET', 'appendonly'),
    master.config('GET', 'appendfsync'),
  ]);
  return { file: file[1], sync: sync[1] };
}
