import { type FoldRequest, foldArgs, foldKeys } from '../../src/redis/fold.ts';
import { type FoldReply, type ScriptReply, parseFoldReply } from '../../src/redis/fold-reply.ts';
import { MovedEpisodes } from '../../src/redis/moved-episodes.ts';
import { StormStore } from '../../src/redis/storm-store.ts';
import { partitionOf } from '../../src/storm/pattern.ts';
import type { StoreBench } from '../support/store.ts';

/** All that an instance has in Redis, by key: what is read again by `restore`. */
export type Snapshot = ReadonlyMap<string, Buffer>;

/** One instance, whose jobs are folded by workers that know something of it, or that know nothing and send everything whole. */
export class Twin {
  readonly bench: StoreBench;
  readonly #workers: readonly StormStore[] | undefined;
  readonly #moved: MovedEpisodes;
  /** Calls of which something was left out, and those that were too little. */
  readonly calls = { brief: 0, whole: 0 };

  constructor(bench: StoreBench, workers: number) {
    this.bench = bench;
    const { redis, keys, settings, clock } = bench;
    const makeWorker = () => this.#watched(new StormStore(redis, keys, settings, clock));
    this.#workers = workers === 0 ? undefined : Array.from({ length: workers }, makeWorker);
    this.#moved = new MovedEpisodes(redis, keys, settings, clock);
  }

  async fold(request: FoldRequest, worker: number): Promise<ScriptReply> {
    const store = this.#workers?.[worker % this.#workers.length];
    return store ? store.fold(request) : this.#foldWhole(request);
  }

  /** As after a change of rules: with what other partitions remember. */
  async withMemoryOfOthers(request: FoldRequest): Promise<FoldRequest> {
    const partition = partitionOf(request.pattern.hash, this.bench.settings.partitions);
    const fingerprints = request.entries.map(({ fingerprint }) => fingerprint);
    const { remembered } = await this.#moved.ask(partition, request.jobId, fingerprints);
    const entries = request.entries.map((each) => ({
      ...each,
      rememberedElsewhere: remembered.get(each.fingerprint),
    }));
    return { ...request, entries };
  }

  async tell({ late }: Extract<FoldReply, { kind: 'folded' }>): Promise<void> {
    for (const [id, entries] of Map.groupBy(late, (each) => each.id))
      await this.bench.store.late(id, entries);
  }

  async keep(): Promise<Snapshot> {
    const { redis } = this.bench;
    const keys = await this.#keys();
    return new Map(await Promise.all(keys.map(async (key) => [key, await redis.dumpBuffer(key)] as const)));
  }

  /** Redis lost what came since. */
  async restore(snapshot: Snapshot): Promise<void> {
    const { redis, settings } = this.bench;
    for (const key of await this.#keys()) await redis.unlink(key);
    for (const [key, value] of snapshot) {
      await redis.restore(key, '0', value);
      if (key.includes(':episode:')) await redis.pexpire(key, settings.memoryMs * 2);
    }
  }

  async forgetEpisodes(): Promise<void> {
    for (const key of await this.#keys()) if (key.includes(':episode:')) await this.bench.redis.unlink(key);
  }

  /** Everything in Redis, without the instance's name, and without what is of Redis' own clock. */
  async state(): Promise<Record<string, unknown>> {
    const keys = (await this.#keys()).sort();
    const read = async (key: string) => [key.slice(`{${this.bench.prefix}`.length), await this.#read(key)];
    return Object.fromEntries(await Promise.all(keys.map(read))) as Record<string, unknown>;
  }

  async #read(key: string): Promise<unknown> {
    const { redis } = this.bench;
    const type = await redis.type(key);
    if (type === 'string') return (await redis.getBuffer(key))?.toString('latin1');
    if (type === 'list') return redis.lrange(key, 0, -1);
    if (type === 'zset') return redis.zrange(key, '0', '-1', 'WITHSCORES');
    if (type === 'stream') return (await redis.xrange(key, '-', '+')).map(([, fields]) => fields);
    const { sealWrittenAt: _, ...hash } = await redis.hgetall(key);
    return hash;
  }

  async #keys(): Promise<string[]> {
    return this.bench.redis.keys(`{${this.bench.prefix}*`);
  }

  async #foldWhole(request: FoldRequest): Promise<ScriptReply> {
    const { keys, settings, clock, store } = this.bench;
    const place = keys.partition(partitionOf(request.pattern.hash, settings.partitions));
    const args = foldArgs(clock.now(), request, settings, settings.partitions);
    const called = store.runner.call('fold', foldKeys(place, request, settings.partitions), args);
    return parseFoldReply(await called);
  }

  #watched(store: StormStore): StormStore {
    const call = store.runner.call.bind(store.runner);
    store.runner.call = async (name, keys, args) => {
      const reply = await call(name, keys, args);
      if (name === 'fold' && args.at(-3) === '') this.calls.brief += 1;
      if (Array.isArray(reply) && reply[0] === 'whole') this.calls.whole += 1;
      return reply;
    };
    return store;
  }
}
