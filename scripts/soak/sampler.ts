import { heapValue, processValues, redisValues } from './figures.ts';
import { liveHeap } from './inspector.ts';
import { collectEveryMs, sampleEveryMs } from './plan.ts';
import type { Stage } from './stage.ts';

/** Everything that was measured at one moment. */
export interface Sample {
  /** From the beginning. */
  readonly minute: number;
  readonly values: Readonly<Record<string, number>>;
  /** Whether what is kept by number was all there. */
  readonly full: boolean;
}

/** Takes samples of a stage; the live heap with every sixth, and with the first. */
export class Sampler {
  readonly samples: Sample[] = [];
  readonly #stage: Stage;
  readonly #began = performance.now();
  #collected = Number.NEGATIVE_INFINITY;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async take(): Promise<Sample> {
    const { redis, resources } = this.#stage;
    await resources.take();
    // Before the collection, whose pause would be in the event loop's delay.
    const scrapes = await this.#stage.scrapes();
    const [info, keys, full] = await Promise.all([redis.info(), redis.dbsize(), this.#stage.isFull()]);
    const values = Object.fromEntries([
      ...[...scrapes].flatMap(([role, samples]) => processValues(role, samples)),
      ...redisValues(info, keys),
      ...(await this.#heaps()),
    ]);
    const sample = { minute: this.minutes(), values, full };
    this.samples.push(sample);
    return sample;
  }

  /** What a figure was when it was last sampled; not every sample has every figure. */
  latest(name: string): number | undefined {
    return this.samples.findLast(({ values }) => values[name] !== undefined)?.values[name];
  }

  minutes(): number {
    return (performance.now() - this.#began) / 60_000;
  }

  async #heaps(): Promise<[name: string, value: number][]> {
    const now = performance.now();
    if (now - this.#collected < collectEveryMs - sampleEveryMs / 2) return [];
    this.#collected = now;
    const values: [string, number][] = [];
    for (const { process, inspector } of this.#stage.services) {
      const { used, backing } = await liveHeap(inspector);
      values.push(heapValue(process.role, used + backing));
    }
    // What the collection's own pause did is no figure of the service: the next scrape begins after it.
    await this.#stage.scrapes();
    return values;
  }
}
