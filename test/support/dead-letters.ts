import type { Alert } from '../../src/alert/alert.ts';
import { type Sink, SinkError } from '../../src/sink/sink.ts';
import { partitionOf, patternOf } from '../../src/storm/pattern.ts';
import type { Storm } from '../../src/storm/storm.ts';
import { WorkerBench, podAlert } from './worker-bench.ts';
import { eventually } from './eventually.ts';

/** A bench on the true time, whose sink refuses every resource for good until it is mended. */
export class RefusingBench {
  readonly bench: WorkerBench;
  readonly #fault: { mended: boolean };

  private constructor(bench: WorkerBench, fault: { mended: boolean }) {
    this.bench = bench;
    this.#fault = fault;
  }

  static async open(): Promise<RefusingBench> {
    const fault = { mended: false };
    const bench = await WorkerBench.open({ wrap: (sink) => refusing(sink, fault) });
    // Commands live in their own process, where no test can move the clock.
    bench.clock.time = Date.now();
    return new RefusingBench(bench, fault);
  }

  mend(): void {
    this.#fault.mended = true;
  }

  /** One failed storm in each of these namespaces, in their order. */
  async failedStorms(...namespaces: string[]): Promise<Storm[]> {
    await this.bench.post(...namespaces.map((namespace) => podAlert('web-1', { namespace })));
    await this.bench.work();
    await this.bench.folded();
    await this.bench.expire();
    const storms = await this.bench.until('failed', namespaces.length);
    await this.bench.rest();
    return namespaces.map((namespace) => {
      const storm = storms.find(({ pattern }) => pattern.labels['namespace'] === namespace);
      if (!storm) throw new Error(`no storm in ${namespace}`);
      return storm;
    });
  }

  /** Makes a storm's letter look as if its job had failed that long ago. */
  async age({ id }: Storm, ms: number): Promise<void> {
    const { queues, redis } = this.bench.instance;
    const at = Date.now() - ms;
    await redis.hset(queues.finalize.toKey(id), 'finishedOn', at);
    await redis.zadd(queues.finalize.toKey('failed'), at, id);
  }

  /** Alerts whose job gave up, as one that lost its arrival does. Their job's id. */
  async failedAlerts(...alerts: Alert[]): Promise<string> {
    const { instance } = this.bench;
    await this.bench.post(...alerts);
    const partition = partitionOf(patternOf(alerts[0]?.labels ?? {}).hash, instance.config.partitions);
    const { pending } = instance.keys.partition(partition);
    const [jobId = '', at = ''] = await instance.redis.zpopmin(pending);
    await this.bench.work();
    await eventually(async () => {
      if ((await instance.queues.aggregate[partition]?.getFailedCount()) !== 1) throw new Error('not failed');
    });
    await this.bench.rest();
    await instance.redis.zadd(pending, at, jobId);
    return jobId;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bench[Symbol.asyncDispose]();
  }
}

function refusing(sink: Sink, fault: { readonly mended: boolean }): Sink {
  return {
    kind: sink.kind,
    submit: async (manifest) => {
      if (fault.mended) return sink.submit(manifest);
      throw new SinkError('the API server said no', { verdict: 'never', reason: 'invalid' });
    },
    exists: (manifest) => sink.exists(manifest),
    close: () => sink.close(),
  };
}
