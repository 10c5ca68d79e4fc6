import type { Config } from '../../src/config.ts';
import { eventually } from './eventually.ts';
import { testConfig } from './peek.ts';
import { ServiceBench } from './service-bench.ts';
import { SpanStore } from './spans.ts';

/** The whole service, traced into a list. */
export class TracedBench {
  readonly bench: ServiceBench;
  readonly store: SpanStore;

  private constructor(bench: ServiceBench, store: SpanStore) {
    this.bench = bench;
    this.store = store;
  }

  static async open(config: Partial<Config> = {}): Promise<TracedBench> {
    const store = new SpanStore();
    const { tracing } = testConfig('');
    const on = { tracing: { ...tracing, exporter: 'otlp' as const }, ...config };
    const bench = await ServiceBench.open(on, { spans: store });
    // Otherwise BullMQ, which knows no other clock, fires the timers of that day at once.
    bench.clock.time = Date.now();
    return new TracedBench(bench, store);
  }

  /** One firing alert of a pod of the shop; resolves once it is folded and its storm's timer stands. */
  async post(pod: string, headers: Record<string, string> = {}): Promise<number> {
    const labels = { alertname: 'KubePodCrashLooping', namespace: 'shop', severity: 'warning', pod };
    const annotations = { summary: `secret of ${pod}` };
    const alert = { status: 'firing', labels, annotations, startsAt: '2026-06-01T11:59:00Z' };
    const { status } = await fetch(`${this.bench.url}/webhooks/alertmanager?token=secret`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ version: '4', alerts: [alert] }),
    });
    const { peek } = this.bench;
    await peek.folded();
    await eventually(async () => {
      for (const { id } of await peek.storms('open'))
        if (!(await peek.instance.queues.finalize.getJob(id))) throw new Error(`${id} has no timer`);
    });
    return status;
  }

  /** Seals, submits and stops; the last spans are sent with the stop. */
  async submitAndStop(): Promise<void> {
    await this.bench.expire();
    await this.bench.peek.until('submitted', 1);
    await this.bench.stop();
  }

  /** What our own spans say, by name. BullMQ's are of BullMQ's making. */
  told(): Record<string, unknown> {
    const ours = this.store.spans.filter(
      ({ instrumentationScope }) => instrumentationScope.name === 'stormfold',
    );
    return Object.fromEntries(ours.map(({ name, attributes }) => [name, attributes]));
  }

  /** All that leaves the process with the spans. */
  everything(): string {
    return JSON.stringify(
      this.store.spans.map(({ name, attributes, events, links, status }) => {
        return { name, attributes, events, links, status };
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bench[Symbol.asyncDispose]();
  }
}
