import type { Cluster, Redis } from 'ioredis';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import { silentLog } from '../../src/log.ts';
import { EnqueueError } from '../../src/queue/enqueue.ts';
import { mastersOf } from '../../src/redis/client.ts';
import { connect, whenReady } from '../../src/redis/connection.ts';
import { eventually } from '../support/eventually.ts';
import { moveSlot, slotOf } from '../support/move-slot.ts';
import { QueueBench } from '../support/queues.ts';
import { openRedis, redisEnv } from '../support/redis.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
beforeEach(async () => {
  cluster = await RedisCluster.start();
});
afterEach(() => cluster[Symbol.asyncDispose]());

it('one that met a slot on the move leaves the next one whole', async () => {
  const fourth = await cluster.addNode();
  await moveSlot(cluster, slotOf('nothing'), fourth, async () => undefined);
  await using bench = new QueueBench(openRedis(cluster.url, { maxRetriesPerRequest: null }));
  const { queue: road } = await bench.arrive('HighCPUUsage', 'shop', 3);
  await new Promise((known) => (bench.redis as Cluster).refreshSlotsCache(known));
  const slot = slotOf(road.toKey(''));
  const { admin } = await cluster.ownerOf(slot);
  await moveSlot(cluster, slot, fourth, async () => {
    // While keys are left, the old master refuses; after them the new one does, until the slot is its own.
    if ((await admin.cluster('COUNTKEYSINSLOT', slot)) > 0) return;
    await expect(bench.arrive('HighCPUUsage', 'shop', 3)).rejects.toThrow(EnqueueError);
  });
  const { queue, jobId } = await bench.arrive('HighCPUUsage', 'shop', 3);

  expect(await queue.getJobState(jobId)).toBe('waiting');
  expect(await queue.getWaitingCount()).toBe(2);
  expect(await bench.counters.read()).toMatchObject({ received: 6, queued: 6, pending: 6 });
});

it('one whose answer was lost is not carried out again by itself, and nobody is told that it was', async () => {
  const config = loadConfig({ env: redisEnv(cluster.url) });
  await using bench = new QueueBench(connect(config, 'answering', silentLog()));
  await whenReady(bench.redis, 10_000);
  const { queue } = await bench.arrive('HighCPUUsage', 'shop', 3);
  const owner = await cluster.ownerOf(slotOf(queue.toKey('')));
  const node = mastersOf(bench.redis).find(({ options }) => options.port === owner.port);
  await owner.kill('SIGSTOP');
  const arrival = bench.arrive('HighCPUUsage', 'shop', 3).catch((error: unknown) => error);
  await eventually(() => expect(unanswered(node)).toContain('exec'));
  node?.stream.destroy();
  await owner.kill('SIGCONT');
  expect(await arrival).toBeInstanceOf(EnqueueError);

  await eventually(async () => expect(await queue.getWaitingCount()).toBe(2));
  expect(await bench.counters.read()).toMatchObject({ received: 6, queued: 6, pending: 6 });
});

/** Commands that a connection has sent, and that nobody has answered yet; the client has no way to ask it for them. */
function unanswered(node: Redis | undefined): string[] {
  const { commandQueue } = node as unknown as {
    commandQueue: { toArray(): { command: { name: string } }[] };
  };
  return commandQueue.toArray().map(({ command }) => command.name);
}
