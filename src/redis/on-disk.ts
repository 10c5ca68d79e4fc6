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

/**
 * Milliseconds until a loss of power can no longer undo what the server of `key` was told at `writtenAt` (on its own
 * clock), as far as its settings promise that; 0 when it can't, or when they promise nothing to wait for: with `appendfsync always` an
 * answered command is on the disk, without an append-only file none ever is.
 */
export async function untilOnDisk(redis: RedisClient, key: string, writtenAt: number): Promise<number> {
  const [everySecond, { now, info }] = await Promise.all([
    isWrittenEverySecond(redis),
    serverClock(redis, key, 'persistence'),
  ]);
  if (!everySecond) return 0;
  const ageMs = now - writtenAt;
  // A clock that stepped back, or a failover to a machine with another one, must not make anybody wait for long.
  if (ageMs < fsyncBeginsMs) return Math.min(fsyncBeginsMs, fsyncBeginsMs - ageMs);
  return /^aof_pending_bio_fsync:[1-9]/m.test(info) ? lookAgainMs : 0;
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
