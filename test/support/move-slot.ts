import { Command } from 'ioredis';

import type { ClusterNode, RedisCluster } from './redis-cluster.ts';

export function slotOf(key: string): number {
  return new Command('exists', [key]).getSlot() ?? 0;
}

/** Moves a slot to another master while it is used, key by key, as `redis-cli --cluster reshard` does. */
export async function moveSlot(
  cluster: RedisCluster,
  slot: number,
  to: ClusterNode,
  afterEach: (moved: number) => Promise<void>,
): Promise<number> {
  const from = await cluster.ownerOf(slot);
  await to.admin.cluster('SETSLOT', slot, 'IMPORTING', from.id);
  await from.admin.cluster('SETSLOT', slot, 'MIGRATING', to.id);
  let moved = 0;
  for (;;) {
    const [key] = await from.admin.cluster('GETKEYSINSLOT', slot, 1);
    if (key === undefined) break;
    await from.admin.call('MIGRATE', '127.0.0.1', String(to.port), '', '0', '5000', 'KEYS', key);
    await afterEach(++moved);
  }
  // The new owner first, or alerts would be asked for where nobody is.
  for (const { admin } of [to, from, ...cluster.nodes]) await admin.cluster('SETSLOT', slot, 'NODE', to.id);
  return moved;
}
