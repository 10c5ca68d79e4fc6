import { expect } from 'vitest';

import { RedisCluster, type ClusterOfRedis } from './redis-cluster.ts';
import { ServiceBench } from './service-bench.ts';
import { slotOf } from './move-slot.ts';
import type { Sent } from './steady-sender.ts';

/** The whole service on a Redis Cluster of a test's own, which may lose masters and move slots. */
export class ClusterBench implements AsyncDisposable {
  readonly cluster: RedisCluster;
  readonly service: ServiceBench;

  private constructor(cluster: RedisCluster, service: ServiceBench) {
    this.cluster = cluster;
    this.service = service;
  }

  static async open(options: ClusterOfRedis = {}): Promise<ClusterBench> {
    const cluster = await RedisCluster.start(options);
    try {
      return new ClusterBench(cluster, await ServiceBench.open({ redisUrl: cluster.url }));
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  slotOf(partition: number): number {
    return slotOf(this.service.peek.instance.keys.partition(partition).counters);
  }

  /** Brings every storm to its end, and holds what came out against what was accepted: each alert once, in one resource. */
  async expectAll({ accepted }: Sent): Promise<void> {
    const { service } = this;
    await service.peek.folded();
    await service.expire();
    await service.peek.until('submitted', accepted.size);
    const resources = await service.peek.resources();
    const told = resources.map(({ spec }) => [spec.pattern.labels['alertname'], spec.alertCount] as const);
    expect(told).toHaveLength(accepted.size);
    expect(new Map(told)).toEqual(new Map([...accepted].map(([name, pods]) => [name, pods.length])));
    expect(await this.#members()).toEqual(
      Object.fromEntries([...accepted].map(([name, pods]) => [name, pods.toSorted()])),
    );
    await this.#expectSums([...accepted.values()].flat().length);
  }

  /** Of every storm all pods, as the resource shows only the first of them. */
  async #members(): Promise<Record<string, string[]>> {
    const { peek } = this.service;
    const found: Record<string, string[]> = {};
    for (const storm of await peek.storms('submitted')) {
      const pods = [];
      for await (const page of peek.instance.reader.allMembers(storm)) pods.push(...page);
      found[storm.pattern.labels['alertname'] ?? ''] = pods.map(({ resource }) => resource.name).toSorted();
    }
    return found;
  }

  async #expectSums(alerts: number): Promise<void> {
    const { counters, queues } = this.service.peek.instance;
    const sums = await counters.read();
    const count = (...names: string[]) => names.reduce((sum, name) => sum + (sums[name] ?? 0), 0);
    expect(count('opened', 'folded')).toBe(alerts);
    expect(count('received')).toBe(count('queued'));
    expect(count('queued')).toBe(count('opened', 'folded', 'repeated'));
    expect(count('pending', 'discarded')).toBe(0);
    const dead = await Promise.all(queues.all.map((queue) => queue.getFailedCount()));
    expect(dead.reduce((sum, n) => sum + n, 0)).toBe(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
    await this.cluster[Symbol.asyncDispose]();
  }
}
