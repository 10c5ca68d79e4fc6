import { randomBytes, randomUUID } from 'node:crypto';
import { type Job, type Queue, Worker } from 'bullmq';

import type { Alert } from '../../src/alert/alert.ts';
import { silentLog } from '../../src/log.ts';
import { arm } from '../../src/queue/arm.ts';
import type { ArriveCall } from '../../src/queue/enqueue.ts';
import { enqueueTogether } from '../../src/queue/enqueue-together.ts';
import type { PartitionPlan } from '../../src/queue/plan.ts';
import { type Queues, openQueues } from '../../src/queue/queues.ts';
import { routeRequest } from '../../src/queue/routed.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import type { RedisClient } from '../../src/redis/client.ts';
import { CounterReader } from '../../src/redis/counters.ts';
import { type Keys, keysFor } from '../../src/redis/keys.ts';
import { StormStore } from '../../src/redis/storm-store.ts';
import { partitionOf, patternOf } from '../../src/storm/pattern.ts';
import type { StormState } from '../../src/storm/storm.ts';
import { RulesInForce } from '../../src/rules/in-force.ts';
import { endWorker } from '../../workers/end-worker.ts';
import { ruleBookOf } from './rule-book.ts';
import { openRedis, removeAll } from './redis.ts';
import { storeSettings } from './store.ts';
import { eventually, patience } from './eventually.ts';

export const plainRules = new RulesInForce(ruleBookOf(), storeSettings.partitions);

/** The queues of an instance of their own, without workers: jobs fail when a test makes them. */
export class QueueBench {
  readonly redis: RedisClient;
  readonly keys: Keys;
  readonly queues: Queues;
  readonly store: StormStore;
  readonly counters: CounterReader;
  readonly log = silentLog();
  readonly #prefix = `test-${randomUUID()}`;

  constructor(redis = openRedis(undefined, { maxRetriesPerRequest: null })) {
    const { partitions } = storeSettings;
    this.redis = redis;
    this.keys = keysFor(this.#prefix);
    this.queues = openQueues(this.redis, this.keys, partitions, () => {});
    this.store = new StormStore(this.redis, this.keys, storeSettings);
    this.counters = new CounterReader(this.redis, this.keys, partitions);
  }

  /** Queues alerts of one pattern, as intake does. Answers their queue and the job's id. */
  async arrive(alertname: string, namespace: string, count = 1): Promise<{ queue: Queue; jobId: string }> {
    const labels = { alertname, namespace };
    const alerts = Array.from({ length: count }, (_, i): Alert => ({
      ...{ status: 'firing', annotations: {}, fingerprint: i.toString(16).padStart(16, '0') },
      labels: { ...labels, pod: `pod-${i}` },
    }));
    const request = { requestId: 'req-1', alerts, rejected: [], truncated: false };
    let plan: PartitionPlan | undefined;
    const arriveCall: ArriveCall = (one) => arriveCalls(this.keys)((plan = one));
    const enqueue = enqueueTogether({ queues: this.queues, arriveCall });
    await enqueue(routeRequest(request, plainRules.routing(Date.now())), 1);
    const queue = plan && this.queues.aggregate[plan.partition];
    const jobId = plan?.jobs[0]?.id;
    if (!queue || jobId === undefined) throw new Error('nothing was queued');
    return { queue, jobId };
  }

  /** A storm in a state, as far as `settle` looks at it, and its waiting finalize job. Answers the storm's id. */
  async storm(alertname: string, namespace: string, state: StormState = 'failed'): Promise<string> {
    const pattern = patternOf({ alertname, namespace });
    const id = `${pattern.hash}-${randomBytes(6).toString('hex')}`;
    const place = this.#placeOf(id);
    await this.redis.hset(place.storm(id).record, { id, state });
    await this.redis.zadd(place.storms(state), Date.now(), id);
    await arm(this.queues.finalize, { id, pattern: pattern.text, requestId: 'req-1' }, Date.now(), 0);
    return id;
  }

  /** A storm whose finalize job gave up after so many attempts. Answers the storm's id. */
  async failedStorm(attempts = 1): Promise<string> {
    const id = await this.storm('KubePodCrashLooping', 'shop');
    await this.failAll(this.queues.finalize, 'the API server said no', attempts);
    return id;
  }

  /** Alerts whose aggregate job gave up. */
  async failedAlerts(count = 12): Promise<{ queue: Queue; jobId: string }> {
    const arrived = await this.arrive('HighCPUUsage', 'prod-api', count);
    await this.failAll(arrived.queue, 'poison');
    return arrived;
  }

  async stateOf(stormId: string): Promise<string | null> {
    return this.redis.hget(this.#placeOf(stormId).storm(stormId).record, 'state');
  }

  /** Runs every job of a queue until each has given up after so many attempts. */
  async failAll(queue: Queue, reason: string, attempts = 1): Promise<void> {
    const fail = async () => {
      throw new Error(reason);
    };
    const backoffStrategy = (made: number) => (made < attempts ? 0 : -1);
    await this.#work(queue, fail, { backoffStrategy });
  }

  /** Runs every job of a queue once; answers what ran. */
  async runAll(queue: Queue): Promise<Job[]> {
    const ran: Job[] = [];
    await this.#work(queue, async (job) => void ran.push(job));
    return ran;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.queues.close();
    await removeAll(this.redis, this.#prefix);
    this.redis.disconnect();
  }

  async #work(queue: Queue, run: (job: Job) => Promise<void>, settings = {}): Promise<void> {
    const prefix = queue.opts.prefix ?? '';
    const worker = new Worker(queue.name, run, { connection: this.redis, prefix, settings });
    worker.on('error', () => {});
    await eventually(async () => {
      const left = await queue.getJobCountByTypes('wait', 'active', 'delayed', 'prioritized');
      if (left > 0) throw new Error(`${left} jobs of ${queue.name} are left`);
    }, patience);
    await endWorker(worker);
  }

  #placeOf(stormId: string) {
    return this.keys.partition(partitionOf(stormId.slice(0, 16), storeSettings.partitions));
  }
}
