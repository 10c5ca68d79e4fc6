import type { Redis } from 'ioredis';

/** All keys of one kind. */
export interface Kind {
  readonly keys: number;
  readonly bytes: number;
}

/** What Redis holds by kind of key, largest first: where something grows, this says what. */
export async function keysByKind(redis: Redis): Promise<ReadonlyMap<string, Kind>> {
  const kinds = new Map<string, Kind>();
  // A key may be told twice while the table is rehashed.
  const seen = new Set<string>();
  for await (const page of redis.scanStream({ count: 1000 }) as AsyncIterable<string[]>) {
    const keys = page.filter((key) => !seen.has(key));
    const pipeline = redis.pipeline();
    for (const key of keys) {
      seen.add(key);
      pipeline.memory('USAGE', key);
    }
    const sizes = (await pipeline.exec()) ?? [];
    for (const [i, key] of keys.entries()) add(kinds, kindOf(key), Number(sizes[i]?.[1] ?? 0));
  }
  return new Map([...kinds].sort(([, a], [, b]) => b.bytes - a.bytes));
}

function add(kinds: Map<string, Kind>, kind: string, bytes: number): void {
  const before = kinds.get(kind) ?? { keys: 0, bytes: 0 };
  kinds.set(kind, { keys: before.keys + 1, bytes: before.bytes + bytes });
}

/** Words that stand in a key for themselves; whatever stands elsewhere is an id. */
const ofQueue =
  /^(wait|active|completed|delayed|failed|events|id|meta|marker|prioritized|pc|paused|limiter|repeat|stalled|stalled-check|waiting-children|metrics)$/;

/** A key without its ids: `{soak:1}:storm:ab12:members` is of the kind `storm members`. */
export function kindOf(key: string): string {
  const [first = '', second, third] = key.replace(/^\{[^}]*\}:/, '').split(':');
  const queue = /^(aggregate|finalize|sweep)\b/.exec(first)?.[1];
  if (queue !== undefined)
    return second !== undefined && ofQueue.test(second) ? `${queue} ${second}` : `${queue} job`;
  if (first === 'storms') return `storms ${second}`;
  if (second === undefined) return first;
  return third === undefined ? first : `${first} ${third}`;
}
