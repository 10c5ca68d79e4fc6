import type { Rule } from '../../src/rules/rule.ts';
import type { Job } from 'bullmq';

import type { Alert } from '../../src/alert/alert.ts';
import { jobNames } from '../../src/queue/jobs.ts';
import { noon } from './store.ts';
import { ruleBookOf } from './rule-book.ts';
import { WorkerBench, podAlert } from './worker-bench.ts';

type Settings = Parameters<typeof ruleBookOf>[0];

/** Workers under the given rules, on a clock in seconds from noon. */
export class Timeline {
  readonly bench: WorkerBench;

  private constructor(bench: WorkerBench) {
    this.bench = bench;
  }

  /** The default rule's settings, and the rules before it. */
  static async of(
    settings: Settings,
    rules: readonly Rule[] = [],
    options: Parameters<typeof WorkerBench.open>[0] = {},
  ): Promise<Timeline> {
    const ruleBook = ruleBookOf(settings, ...rules);
    const bench = await WorkerBench.open({ ...options, config: { ruleBook, ...options.config } });
    await bench.work();
    return new Timeline(bench);
  }

  /** So many seconds after noon these alerts arrive together, and are folded. */
  async at(seconds: number, ...alerts: Alert[]): Promise<void> {
    await this.until(seconds);
    await this.bench.post(...alerts);
    await this.bench.folded();
  }

  /** The clock goes there, and whatever timers are due by then fire. */
  async until(seconds: number): Promise<void> {
    this.bench.clock.time = noon + seconds * 1000;
    const due = (await this.bench.storms('open')).filter(({ sealAt }) => sealAt <= this.bench.clock.time);
    for (const storm of due) await this.bench.fire(storm);
  }

  /** Lets the writes of statuses that wait for others to come have their turn. */
  async fireUpdates(): Promise<void> {
    const delayed: Job[] = await this.bench.instance.queues.finalize.getDelayed();
    for (const job of delayed) if (job.name === jobNames.update) await job.promote().catch(() => undefined);
  }

  /** Storms whose resources do not say yet what came after the seal. */
  async lagging(): Promise<string[]> {
    const { list, config } = this.bench.instance;
    const partitions = Array.from({ length: config.partitions }, (_, i) => list.lagging(i, Infinity, 10));
    return (await Promise.all(partitions)).flat().map(({ id }) => id);
  }

  /** What stands of each resource: `3 alerts, sealed 65 s after noon (quiet)`, in order of their seals. */
  async resources(count: number): Promise<string[]> {
    await this.bench.until('submitted', count);
    const specs = (await this.bench.resources()).map(({ spec }) => spec);
    return specs
      .toSorted((a, b) => (orderOf(a.window) < orderOf(b.window) ? -1 : 1))
      .map(({ alertCount, window }) => {
        const openedAt = (Date.parse(window.openedAt) - noon) / 1000;
        return `${alertCount} alerts from ${openedAt} s, ${window.reason}`;
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bench[Symbol.asyncDispose]();
  }
}

function orderOf({ sealedAt, openedAt }: { sealedAt: string; openedAt: string }): string {
  return `${sealedAt} ${openedAt}`;
}

/** Firing alerts of so many pods, named from `first` on. */
export function pods(
  count: number,
  { first = 1, ...labels }: { first?: number } & Record<string, unknown> = {},
): Alert[] {
  return Array.from({ length: count }, (_, i) =>
    podAlert(`api-${first + i}`, labels as Record<string, string>),
  );
}

/** The same alert, ended. */
export function ended(alert: Alert, seconds: number): Alert {
  return { ...alert, status: 'resolved', endsAt: new Date(noon + seconds * 1000).toISOString() };
}

/** The same alert, firing again since then. */
export function since(alert: Alert, seconds: number): Alert {
  return { ...alert, startsAt: new Date(noon + seconds * 1000).toISOString() };
}
