import type { Redis } from 'ioredis';

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

/** The latest look over each connection, and when it was begun on this machine's steady clock. */
const looks = new WeakMap<Redis, { readonly at: number; readonly look: Promise<Look> }>();

/**
 * After how many milliseconds to ask whether what Redis is told now is on its disk: by then it nearly always is. 0 when
 * there is nothing to wait for.
 */
export async function askOnDiskAfter(redis: Redis): Promise<number> {
  const { everySecond } = await lookOver(redis);
  return everySecond ? fsyncBeginsMs + lookLastsMs : 0;
}

/**
 * Milliseconds until a loss of power can no longer undo what Redis was told at `writtenAt` (on its own clock), as far
 * as its settings promise that; 0 when it can't, or when they promise nothing to wait for: with `appendfsync always` an
 * answered command is on the disk, without an append-only file none ever is.
 */
export async function untilOnDisk(redis: Redis, writtenAt: number): Promise<number> {
  const { everySecond, now, fsyncUnderWay } = await lookOver(redis);
  if (!everySecond) return 0;
  const ageMs = now - writtenAt;
  // A clock that stepped back, or a failover to a machine with another one, must not make anybody wait for long.
  if (ageMs < fsyncBeginsMs) return Math.min(fsyncBeginsMs, fsyncBeginsMs - ageMs);
  return fsyncUnderWay ? lookAgainMs : 0;
}

// An old look errs on the safe side: what it says of the disk was true then, and what was on it is on it now.
function lookOver(redis: Redis): Promise<Look> {
  const latest = looks.get(redis);
  if (latest && performance.now() - latest.at < lookLastsMs) return latest.look;
  const look = lookAt(redis);
  looks.set(redis, { at: performance.now(), look });
  // What failed is nobody else's answer.
  look.catch(() => looks.delete(redis));
  return look;
}

async function lookAt(redis: Redis): Promise<Look> {
  const [everySecond, [seconds, microseconds], persistence] = await Promise.all([
    isWrittenEverySecond(redis),
    redis.time(),
    redis.info('persistence'),
  ]);
  return {
    everySecond,
    now: Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000),
    fsyncUnderWay: /^aof_pending_bio_fsync:[1-9]/m.test(persistence),
  };
}

// Where CONFIG is forbidden, as on hosted servers, this is the setting that is usual.
async function isWrittenEverySecond(redis: Redis): Promise<boolean> {
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
