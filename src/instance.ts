import type { Telemetry } from 'bullmq';

import { type Topology, noTopology } from './alert/topology.ts';
import type { StormClock } from './clock.ts';
import type { Config } from './config.ts';
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';
import { type Queues, openQueues } from './queue/queues.ts';
import type { RedisClient } from './redis/client.ts';
import { type ConnectionUse, connect, whenReady } from './redis/connection.ts';
import { CounterReader } from './redis/counters.ts';
import { claimInstance } from './redis/instance.ts';
import { type Keys, keysFor } from './redis/keys.ts';
import { MovedEpisodes } from './redis/moved-episodes.ts';
import { reach } from './redis/reach.ts';
import { Replicas } from './redis/replicas.ts';
import { StormList } from './redis/storm-list.ts';
import { ScopeStorms } from './redis/scope-storms.ts';
import { StormReader } from './redis/storm-reader.ts';
import { StormStore } from './redis/storm-store.ts';
import { RulesInForce } from './rules/in-force.ts';

/** Everything of one instance of Stormfold that lives in Redis, opened over one connection. */
export interface Instance {
  readonly config: Config;
  readonly log: Log;
  readonly redis: RedisClient;
  /** Undefined: no replica is waited for. */
  readonly replicas: Replicas | undefined;
  readonly keys: Keys;
  readonly queues: Queues;
  readonly store: StormStore;
  readonly reader: StormReader;
  readonly list: StormList;
  readonly scopes: ScopeStorms;
  readonly counters: CounterReader;
  readonly rules: RulesInForce;
  readonly moved: MovedEpisodes;
  /** What is known of clusters by now. */
  readonly topologyNow: () => Topology;
  /** Carries traces through jobs; undefined: nothing is traced. */
  readonly telemetry: Telemetry | undefined;
  /** Resolves once every server of Redis answers that this instance needs. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

interface InstanceOptions {
  readonly clock?: StormClock;
  readonly telemetry?: Telemetry | undefined;
  /** Undefined: what labels say is all there is. */
  readonly topologyNow?: () => Topology | undefined;
}

/** Whole alerts that a storm keeps. */
const samplesKept = 5;

/**
 * Opens an instance. With use `answering`, rejects when Redis does not answer within `readyMs`; with `working`, waits.
 * Throws a ConfigError when what is stored was laid out for another number of partitions.
 */
export async function openInstance(
  config: Config,
  log: Log,
  use: ConnectionUse,
  options: InstanceOptions & { readonly readyMs?: number } = {},
): Promise<Instance> {
  const redis = connect(config, use, log);
  // Never waits by itself: whoever asks it is answered, or asks again.
  const acknowledging = config.redis.waitReplicas > 0 ? connect(config, 'answering', log) : undefined;
  try {
    const readyMs = options.readyMs ?? (use === 'working' ? 2 ** 31 - 1 : 10_000);
    const opened = acknowledging ? [redis, acknowledging] : [redis];
    await Promise.all(opened.map((each) => whenReady(each, readyMs)));
    const keys = keysFor(config.prefix);
    await claimInstance(redis, keys, config.partitions);
    const replicas = acknowledging && new Replicas(acknowledging, config.redis);
    const instance = assemble(config, log, redis, keys, { ...options, replicas });
    await instance.store.runner.load();
    return instance;
  } catch (error) {
    redis.disconnect();
    acknowledging?.disconnect();
    throw error;
  }
}

function assemble(
  config: Config,
  log: Log,
  redis: RedisClient,
  keys: Keys,
  options: InstanceOptions & { readonly replicas: Replicas | undefined },
): Instance {
  const { clock, telemetry, replicas, topologyNow = () => undefined } = options;
  const { partitions, ruleBook, memoryMs, retentionMs, episodeSkewMs, prefix } = config;
  const settings = {
    partitions,
    memoryMs,
    retentionMs,
    episodeSkewMs,
    instance: prefix,
    samples: samplesKept,
  };
  const reader = new StormReader(redis, keys, partitions, clock);
  const onError = (error: Error, queue: string) => {
    log.warn({ queue, error: messageOf(error) }, 'queue error');
  };
  const queues = openQueues(redis, keys, partitions, onError, telemetry);
  const store = new StormStore(redis, keys, settings, clock);
  return {
    ...{ config, log, redis, replicas, keys, queues, reader, telemetry },
    store,
    scopes: new ScopeStorms({ redis, keys, runner: store.runner, reader, partitions, memoryMs, clock }),
    list: new StormList(redis, keys, partitions, reader),
    counters: new CounterReader(redis, keys, partitions),
    rules: new RulesInForce(ruleBook, partitions),
    topologyNow: () => topologyNow() ?? noTopology,
    moved: new MovedEpisodes(redis, keys, { partitions, memoryMs }, clock),
    ping: () => reach(redis, keys, partitions),
    close: async () => {
      await queues.close();
      replicas?.close();
      redis.disconnect();
    },
  };
}
