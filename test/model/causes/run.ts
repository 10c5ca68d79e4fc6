import type { Job } from 'bullmq';
import { expect } from 'vitest';

import { type FoldJob, foldJobId, foldSchema, jobNames, stormSchema } from '../../../src/queue/jobs.ts';
import { pack } from '../../../src/queue/packed.ts';
import { arriveCalls } from '../../../src/redis/arrive.ts';
import type { RoutedAlert } from '../../../src/queue/routed.ts';
import { partitionOf } from '../../../src/storm/pattern.ts';
import { type Storm, patternHashOf } from '../../../src/storm/storm.ts';
import { aggregate } from '../../../workers/aggregate.ts';
import { minute } from '../../support/store.ts';
import type { WorkerBench } from '../../support/worker-bench.ts';
import type { Mishap, Notify, Step } from './histories.ts';
import { type Place, expectArmed, expectRemembered, look } from './look.ts';
import { MortalWorker } from './mortal.ts';
import { Things } from './things.ts';

interface RoadJob {
  readonly partition: number;
  readonly job: Job;
  readonly isFold: boolean;
}

/** Runs a history through the workers, job by job in the order of the road, and looks after each. */
export class Run {
  readonly bench: WorkerBench;
  readonly things = new Things();
  /** How often something befell a worker. */
  mishaps = 0;
  readonly #frozen: MortalWorker[] = [];
  readonly #done: RoadJob[] = [];
  readonly #road: RoadJob[] = [];
  #requests = 0;
  #places: ReadonlyMap<string, Place> = new Map();

  constructor(bench: WorkerBench) {
    this.bench = bench;
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'notify') await this.#notify(step);
    if (step.kind === 'fold') await this.#work(step.mishap);
    if (step.kind === 'fire') await this.fire(step.mishap);
    if (step.kind === 'force') await this.#force();
    if (step.kind === 'submit') await this.#submit();
    if (step.kind === 'rerun') for (const done of this.#done.slice(-3)) await this.#do(done);
    if (step.kind === 'wake') await this.#wake();
  }

  /** Long after the last alert, when everybody is there. */
  async end(): Promise<ReadonlyMap<string, Place>> {
    await this.#wake();
    await this.#work();
    for (let i = 0; i < 20 && (await this.#unfinished()).length > 0; i++) {
      this.bench.clock.time += 6 * minute;
      await this.fire();
    }
    await this.#submit();
    return this.#look(true);
  }

  /** The finalize jobs of all that is due, or sealed and not divided, send their seals down the road. */
  async fire(mishap?: Mishap): Promise<void> {
    const now = this.bench.clock.time;
    for (const { id, state, sealAt, pattern } of await this.#unfinished()) {
      if (state === 'open' && sealAt > now) continue;
      const data = { schema: stormSchema, stormId: id, pattern: pattern.text };
      this.#road.push(this.#jobFor(id, false, { name: jobNames.seal, id: `seal-${id}`, data }));
    }
    await this.#work(mishap);
  }

  /** Storms of scopes that are not divided yet. */
  async #unfinished(): Promise<Storm[]> {
    return (await this.bench.storms('open', 'sealed')).filter(({ terms }) => terms?.correlate);
  }

  async #notify({ afterMs, alerts }: Notify): Promise<void> {
    const { clock, instance } = this.bench;
    clock.time += afterMs;
    const told = alerts.flatMap((each) => this.things.tell(each, clock.time) ?? []);
    const { routeOf } = instance.rules.routing(clock.time);
    const routed = told.map((alert): RoutedAlert => ({ alert, road: routeOf(alert) }));
    for (const some of Map.groupBy(routed, ({ road }) => road.pattern.hash).values()) await this.#queue(some);
  }

  async #queue(some: readonly RoutedAlert[]): Promise<void> {
    const { instance, clock } = this.bench;
    const [first] = some;
    if (!first) return;
    const requestId = `request${this.#requests++}`;
    const { pattern, terms } = first.road;
    const urgent = some.flatMap(({ road }, i) => (road.urgentMs === undefined ? [] : [[i, road.urgentMs]]));
    const alerts = some.map(({ alert }) => alert);
    const head: Omit<FoldJob, 'alerts'> = { schema: foldSchema, requestId, pattern, terms, truncated: false };
    const data = { ...head, ...pack(alerts), urgentMs: Object.fromEntries(urgent) as FoldJob['urgentMs'] };
    const id = foldJobId(requestId, 0, some.length);
    const partition = partitionOf(pattern.hash, instance.config.partitions);
    const share = { partition, received: some.length, excluded: 0, rejected: [], jobs: [{ id, data }] };
    const { text, keys, args } = arriveCalls(instance.keys, clock)(share);
    await instance.redis.eval(text, keys.length, ...keys, ...args);
    this.#road.push({ partition, isFold: true, job: { name: jobNames.fold, id, data } as unknown as Job });
  }

  #jobFor(stormId: string, isFold: boolean, job: object): RoadJob {
    const partition = partitionOf(patternHashOf(stormId), this.bench.instance.config.partitions);
    return { partition, isFold, job: job as unknown as Job };
  }

  /** One job after the other; one whose worker is gone runs again, before all others. */
  async #work(mishap?: Mishap): Promise<void> {
    let left = mishap;
    for (let next = this.#road[0]; next; next = this.#road[0]) {
      if (await this.#do(next, left)) {
        this.#road.shift();
        this.#done.push(next);
      } else this.mishaps += 1;
      left = undefined;
    }
  }

  async #do({ partition, job, isFold }: RoadJob, mishap?: Mishap): Promise<boolean> {
    const worker = new MortalWorker(this.bench.context, mishap);
    const done = await worker.does((context) => aggregate(context, partition, job));
    if (!done && mishap?.kind === 'freezes') this.#frozen.push(worker);
    if (done) await expectArmed(this.bench);
    await this.#look(isFold);
    return done;
  }

  async #wake(): Promise<void> {
    for (const worker of this.#frozen.splice(0)) await worker.wake();
    await this.#look(true);
  }

  async #force(): Promise<void> {
    const [open] = await this.bench.storms('open');
    if (open) await this.bench.instance.store.seal(open.id, true);
    await this.#look(true);
  }

  async #submit(): Promise<void> {
    const sealed = (await this.bench.storms('sealed')).filter(({ cause }) => cause);
    for (const { id, fate } of sealed)
      await this.bench.instance.store.settle(id, fate === 'drop' ? 'dropped' : 'submitted', 'x');
    await this.#look(false);
  }

  /** But for a fold, nothing may change what is known of any alert: only where it is. */
  async #look(mayChange: boolean): Promise<ReadonlyMap<string, Place>> {
    const places = await look(this.bench);
    const { opened = 0, folded = 0 } = await this.bench.instance.counters.read();
    expect(places.size, 'episodes that are members').toBe(opened + folded);
    await expectRemembered(this.bench, places, this.things.latest());
    if (!mayChange) expect(this.#knownOf(places)).toEqual(this.#knownOf(this.#places));
    this.#places = places;
    return places;
  }

  // What is said to end by itself has ended by the seal.
  #knownOf(places: ReadonlyMap<string, Place>): object {
    const expiring = new Set(this.things.episodes.flatMap(({ key, expires }) => (expires ? [key] : [])));
    return Object.fromEntries(
      [...places].map(([key, { deliveries, endsAt }]) => [
        key,
        [deliveries, expiring.has(key) ? 'by itself' : endsAt],
      ]),
    );
  }
}
