import type { RedisClient } from './client.ts';

/**
 * With `appendfsync everysec` Redis begins to bring what it was told to the disk within this time: a second by the
 * cached time of its own timer, which ticks ten times a second unless told otherwise.
 */
const fsyncBeginsMs = 1250;
/** While one is under way it is looked at again after this. */
const lookAgainMs = 250;

/**
 * Milliseconds until a loss of power can no longer undo what Redis was told at `writtenAt` (on its own clock), as far
 * as its settings promise that; 0 when it can't, or when they promise nothing to wait for: with `appendfsync always` an
 * answered command is on the disk, without an append-only file none ever is.
 */
export async function untilOnDisk(redis: RedisClient, writtenAt: number): Promise<number> {
  const [everySecond, time, persistence] = await Promise.all([
    isWrittenEverySecond(redis),
    redis.time(),
    redis.info('persistence'),
  ]);
  if (!everySecond) return 0;
  const ageMs = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000) - writtenAt;
  // A clock that stepped back, or a failover to a machine with another one, must not make anybody wait for long.
  if (ageMs < fsyncBeginsMs) return Math.min(fsyncBeginsMs, fsyncBeginsMs - ageMs);
  return /^aof_pending_bio_fsync:[1-9]/m.test(persistence) ? lookAgainMs : 0;
}

// Where CONFIG is forbidden, as on hosted servers, this is the setting that is usual.
async function isWrittenEverySecond(redis: RedisClient): Promise<boolean> {
  try {
    const [file, sync] = await Promise.all([
      redis.config('GET', 'appendonly'),
      redis.config('GET', 'appendfsync'),
    ]);
    return file[1] === 'yes' && sync[1] === 'everysec';
  } catch (error) {
    if (error instanceof Error && /^(NOPERM|ERR unknown command)/.test(error.message)) return true;
    throw error;
  }
}
