import type { RedisClient } from './client.ts';

/** A member of a ZSET whose scores are times in ms. */
export interface TimedEntry {
  readonly id: string;
  readonly at: number;
  /** The ZSET it is in; undefined in a place to read on from, where ids are unique over all of them. */
  readonly key?: string;
}

export interface ScanOptions {
  /** Most that are found. */
  readonly limit: number;
  /** So many are looked at at a time, and no more than `most` altogether. */
  readonly step: number;
  readonly most: number;
  /** The last entry that was looked at before. */
  readonly before?: TimedEntry;
}

export interface Scan<T> {
  readonly found: readonly T[];
  /** The last entry that was looked at; absent when there are no more. */
  readonly next?: TimedEntry;
}

/**
 * Walks several ZSETs as one, latest first, reading each entry, until enough were found. An entry that `read` answers
 * with undefined is passed over. What keeps its time is met exactly once, however it is cut into calls.
 */
export async function scanLatest<T>(
  redis: RedisClient,
  keys: readonly string[],
  read: (entries: readonly TimedEntry[]) => Promise<readonly (T | undefined)[]>,
  { limit, step, most, before }: ScanOptions,
): Promise<Scan<T>> {
  const found: T[] = [];
  let last = before;
  for (let looked = 0; looked < most; looked += step) {
    const entries = await latestOver(redis, keys, step + 1, last);
    const page = entries.slice(0, step);
    const values = await read(page);
    for (const [i, entry] of page.entries()) {
      last = entry;
      const value = values[i];
      if (value === undefined) continue;
      found.push(value);
      if (found.length === limit) return i + 1 < entries.length ? { found, next: entry } : { found };
    }
    if (entries.length <= step) return { found };
  }
  return last ? { found, next: last } : { found };
}

/** Reads what `WITHSCORES` answers. */
export function toEntries(rows: readonly string[], key?: string): TimedEntry[] {
  return rows.flatMap((id, i) =>
    i % 2 === 0 ? [{ id, at: Number(rows[i + 1]), ...(key !== undefined && { key }) }] : [],
  );
}

async function latestOver(
  redis: RedisClient,
  keys: readonly string[],
  limit: number,
  before?: TimedEntry,
): Promise<TimedEntry[]> {
  const found = await Promise.all(keys.map((key) => latestIn(redis, key, limit, before)));
  return found.flat().sort(latestFirst).slice(0, limit);
}

// Many entries can share a millisecond; the page must not skip or repeat any of them, so equal times are walked.
async function latestIn(
  redis: RedisClient,
  key: string,
  limit: number,
  before?: TimedEntry,
): Promise<TimedEntry[]> {
  const entries: TimedEntry[] = [];
  for (let offset = 0; entries.length < limit; offset += limit) {
    const max = before?.at ?? '+inf';
    const rows = await redis.zrevrangebyscore(key, max, '-inf', 'WITHSCORES', 'LIMIT', offset, limit);
    entries.push(...toEntries(rows, key).filter((entry) => !before || latestFirst(before, entry) < 0));
    if (rows.length < limit * 2) break;
  }
  return entries;
}

function latestFirst(a: TimedEntry, b: TimedEntry): number {
  return b.at - a.at || descending(a.id, b.id) || descending(a.key ?? '', b.key ?? '');
}

// As Redis orders equal scores: by bytes.
function descending(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(b), Buffer.from(a));
}
