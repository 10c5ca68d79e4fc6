/**
 * How much of Redis' memory a member of a storm takes. A member's is all that grows with the number of members: its entry
 * in the list, its deliveries, its end, and what is remembered of its fingerprint, with the expiry of that and its places
 * in Redis' own tables. The few whole alerts that a storm keeps, and its record, are not: they do not grow.
 */
import { Redis } from 'ioredis';

import { Folding } from './folding.ts';
import { realAlert, realPattern } from './real-alerts.ts';

type Say = (line: string) => void;

/** Storms of that many members, and enough of them that one member is more than what Redis' own buffers sway by. */
const shapes = [
  { members: 10, storms: 1000 },
  { members: 1000, storms: 10 },
  { members: 100_000, storms: 1 },
] as const;
const batch = 100;

export interface MemberMemory {
  /** Members of the storm. */
  readonly members: number;
  readonly what: string;
  /** Bytes of Redis' memory a member, by what Redis has allocated. */
  readonly bytes: number;
  /** Bytes a member, by kind of key; what is missing up to `bytes` is Redis' tables. */
  readonly byKind: Readonly<Record<string, number>>;
  /** Bytes that one storm takes besides: its record. */
  readonly record: number;
  /** And its samples. */
  readonly samples: number;
}

/** Makes the storms through the real fold. Throws unless that Redis is empty: it is emptied in between. */
export async function measureMemory(redisUrl: string, say: Say): Promise<readonly MemberMemory[]> {
  const redis = new Redis(redisUrl);
  try {
    if ((await redis.dbsize()) > 0) throw new Error('memory is measured on a Redis that holds nothing');
    // The first storm pays for the scripts.
    await new Storms(redis, { members: 10, storms: 1 }).grow();
    const measured: MemberMemory[] = [];
    for (const shape of shapes) measured.push(...(await measureShape(redis, shape, say)));
    return measured;
  } finally {
    await redis.flushall();
    redis.disconnect();
  }
}

type Shape = Readonly<Record<'members' | 'storms', number>>;

async function measureShape(redis: Redis, shape: Shape, say: Say): Promise<MemberMemory[]> {
  await redis.flushall();
  const before = await allocated(redis);
  const storms = new Storms(redis, shape);
  const measured: MemberMemory[] = [];
  const measure = async (what: string) => {
    const one = await storms.measure(what, (await allocated(redis)) - before);
    say(lineOf(one));
    measured.push(one);
  };
  await storms.grow();
  await measure('each sent once');
  await storms.grow();
  await storms.grow();
  await measure('each sent three times');
  await storms.grow('resolved');
  await measure('and all resolved');
  return measured;
}

function lineOf({ members, what, bytes, byKind, record, samples }: MemberMemory): string {
  const kinds = Object.entries(byKind).map(([kind, n]) => `${kind} ${n.toFixed(0)}`);
  return (
    `  ${members.toLocaleString('en').padStart(7)} members, ${what.padEnd(21)} ${bytes.toFixed(0)} bytes a member ` +
    `(${kinds.join(', ')}); a storm besides: record ${record.toFixed(0)}, samples ${samples.toFixed(0)}`
  );
}

/** Without what Redis holds for its clients, which comes and goes. */
async function allocated(redis: Redis): Promise<number> {
  const stats = (await redis.call('MEMORY', 'STATS')) as (string | number)[];
  const stat = (name: string) => Number(stats[stats.indexOf(name) + 1]);
  return stat('total.allocated') - stat('clients.normal');
}

class Storms {
  readonly #redis: Redis;
  readonly #folding: Folding;
  readonly #shape: Shape;

  constructor(redis: Redis, shape: Shape) {
    this.#redis = redis;
    this.#folding = new Folding(redis, 'stormfold');
    this.#shape = shape;
  }

  /** Sends every alert of every storm once. */
  async grow(status: 'firing' | 'resolved' = 'firing'): Promise<void> {
    const { members, storms } = this.#shape;
    for (let storm = 0; storm < storms; storm++) {
      const pattern = realPattern(storm);
      for (let from = 0; from < members; from += batch) {
        const alerts = Array.from({ length: Math.min(batch, members - from) }, (_, i) =>
          realAlert(pattern, from + i, { status }),
        );
        await this.#folding.fold(pattern, alerts);
      }
    }
  }

  async measure(what: string, all: number): Promise<MemberMemory> {
    const { members, storms } = this.#shape;
    const sums = new Map<string, number>();
    for (let storm = 0; storm < storms; storm++) {
      const keys = this.#folding.keys.open(realPattern(storm).hash);
      for (const [kind, key] of Object.entries(keys))
        sums.set(kind, (sums.get(kind) ?? 0) + (await this.#usage(key)));
    }
    sums.set('episodes', await this.#episodes());
    const [record, samples] = [sums.get('record') ?? 0, sums.get('samples') ?? 0];
    const total = members * storms;
    const kinds = [...sums].filter(([kind, sum]) => kind !== 'record' && kind !== 'samples' && sum > 0);
    return {
      ...{ members, what, bytes: (all - record - samples) / total },
      byKind: Object.fromEntries(kinds.map(([kind, sum]) => [kind, sum / total])),
      ...{ record: record / storms, samples: samples / storms },
    };
  }

  async #episodes(): Promise<number> {
    let sum = 0;
    const found = this.#redis.scanStream({ match: this.#folding.keys.episode('*'), count: 1000 });
    for await (const page of found) {
      for (const bytes of await Promise.all((page as string[]).map((key) => this.#usage(key)))) sum += bytes;
    }
    return sum;
  }

  async #usage(key: string): Promise<number> {
    return Number(await this.#redis.memory('USAGE', key, 'SAMPLES', 0));
  }
}
