/**
 * What folding costs without Stormfold's way of storing: one JSON document a pattern, which is read, appended to and
 * written back for every alert. Compared with Stormfold's own fold at a storm of 5,000, and that at 10,000 with 15.
 */
import { Redis } from 'ioredis';

import { Folding } from './folding.ts';
import { realAlert, realPattern } from './real-alerts.ts';

type Say = (line: string) => void;

/** Appends an alert to the pattern's document unless it is there: KEYS 1 document; ARGV 1 fingerprint, 2 alert, 3 ms. */
const readModifyWrite = `
local text = redis.call('GET', KEYS[1])
local document = text and cjson.decode(text) or { alerts = {} }
for _, alert in ipairs(document.alerts) do
  if alert.fingerprint == ARGV[1] then return #document.alerts end
end
document.alerts[#document.alerts + 1] = cjson.decode(ARGV[2])
redis.call('SET', KEYS[1], cjson.encode(document), 'PX', ARGV[3])
return #document.alerts`;

const documentKey = '{bench}:document';
const day = 24 * 3600 * 1000;
const baselineSize = 5000;
const baselineCalls = 20;

interface FoldCosts {
  /** Microseconds of Redis' time an alert, the median of the rounds. */
  readonly baseline: number;
  readonly inBatches: number;
  readonly oneACall: number;
  readonly of15: number;
  readonly of10000: number;
}

/** Everything on one Redis and in turns. A minute at most. Leaves what it made. */
export async function measureFold(redisUrl: string, rounds: number, say: Say): Promise<FoldCosts> {
  const redis = new Redis(redisUrl);
  try {
    await growDocument(redis);
    const [batches, single, sized] = [5000, 5000, 10_000].map(
      (size, i) => new Road(redis, `bench${i}`, size),
    );
    if (!batches || !single || !sized) throw new Error('three roads');
    for (const road of [batches, single, sized]) await road.grow();
    const found: Record<keyof FoldCosts, number[]> = {
      ...{ baseline: [], inBatches: [], oneACall: [] },
      ...{ of15: [], of10000: [] },
    };
    for (let round = 0; round < rounds; round++) {
      found.baseline.push(await baselineCost(redis, round));
      found.inBatches.push(await batches.cost(1000, 100));
      found.oneACall.push(await single.cost(200, 1));
      found.of15.push(await sized.smallCost(100));
      found.of10000.push(await sized.cost(1500, 15));
    }
    return report(found, say);
  } finally {
    redis.disconnect();
  }
}

function report(found: Readonly<Record<keyof FoldCosts, number[]>>, say: Say): FoldCosts {
  const middle = (name: keyof FoldCosts) => median(found[name]);
  const costs: FoldCosts = {
    ...{ baseline: middle('baseline'), inBatches: middle('inBatches'), oneACall: middle('oneACall') },
    ...{ of15: middle('of15'), of10000: middle('of10000') },
  };
  const times = (one: keyof FoldCosts, other: keyof FoldCosts) =>
    median(found[one].map((n, i) => n / (found[other][i] ?? Number.NaN)));
  say(`  read, modify, write at 5,000     ${costs.baseline.toFixed(0)} µs an alert`);
  say(`    : fold, 100 alerts a call      ${times('baseline', 'inBatches').toFixed(0)} times`);
  say(`    : fold, one alert a call       ${times('baseline', 'oneACall').toFixed(0)} times`);
  say(`  fold at 5,000, 100 alerts a call ${costs.inBatches.toFixed(1)} µs an alert`);
  say(`  fold at 5,000, one alert a call  ${costs.oneACall.toFixed(1)} µs an alert`);
  say(`  fold at 10,000 : at 15           ${times('of10000', 'of15').toFixed(2)} times`);
  return costs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** As that many calls of the script would leave it, written at once: those calls would take a minute. */
async function growDocument(redis: Redis): Promise<void> {
  const pattern = realPattern(0);
  const alerts = Array.from({ length: baselineSize }, (_, n) => realAlert(pattern, n));
  await redis.set(documentKey, JSON.stringify({ alerts }), 'PX', day);
}

async function baselineCost(redis: Redis, round: number): Promise<number> {
  const first = baselineSize + round * baselineCalls;
  return timed(redis, baselineCalls, async () => {
    for (let i = 0; i < baselineCalls; i++) {
      const alert = realAlert(realPattern(0), first + i);
      await redis.eval(readModifyWrite, 1, documentKey, alert.fingerprint, JSON.stringify(alert), day);
    }
  });
}

/** Storms that are folded into through the scripts. */
class Road {
  readonly #redis: Redis;
  readonly #folding: Folding;
  readonly #size: number;
  #made = 0;
  #small = 0;

  constructor(redis: Redis, prefix: string, size: number) {
    this.#redis = redis;
    this.#folding = new Folding(redis, prefix);
    this.#size = size;
  }

  async grow(): Promise<void> {
    while (this.#made < this.#size) await this.#fold(100);
  }

  /** New alerts into the large storm. */
  async cost(alerts: number, batch: number): Promise<number> {
    return timed(this.#redis, alerts, async () => {
      for (let n = 0; n < alerts; n += batch) await this.#fold(batch);
    });
  }

  /** The alerts that make storms of fifteen, each in one call beyond the first of its storm. */
  async smallCost(storms: number): Promise<number> {
    const patterns = Array.from({ length: storms }, () => realPattern(++this.#small));
    for (const pattern of patterns) await this.#folding.fold(pattern, [realAlert(pattern, 0)]);
    return timed(this.#redis, storms * 15, async () => {
      for (const pattern of patterns) {
        const alerts = Array.from({ length: 15 }, (_, i) => realAlert(pattern, i + 1));
        await this.#folding.fold(pattern, alerts);
      }
    });
  }

  async #fold(count: number): Promise<void> {
    const alerts = Array.from({ length: count }, () => realAlert(realPattern(0), this.#made++));
    await this.#folding.fold(realPattern(0), alerts);
  }
}

/** Redis' own time of the scripts called meanwhile, in microseconds by `alerts`; `arrive` is an EVAL, `fold` an EVALSHA. */
async function timed(redis: Redis, alerts: number, work: () => Promise<void>): Promise<number> {
  await redis.config('RESETSTAT');
  await work();
  const stats = await redis.info('commandstats');
  const [, hashed] = /cmdstat_evalsha:calls=\d+,usec=(\d+)/.exec(stats) ?? [];
  const [, whole] = /cmdstat_eval:calls=\d+,usec=(\d+)/.exec(stats) ?? [];
  return Number(hashed ?? whole) / alerts;
}
