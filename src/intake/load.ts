import type { Redis } from 'ioredis';

import type { Instance } from '../instance.ts';
import type { Load } from './overload.ts';

/** Asks Redis how full it is, and how many alerts wait. */
export async function readLoad({ redis, counters }: Pick<Instance, 'redis' | 'counters'>): Promise<Load> {
  const [memory, { pending = 0 }] = await Promise.all([memoryOf(redis), counters.read()]);
  return { pendingAlerts: pending, ...memory };
}

async function memoryOf(redis: Redis): Promise<Omit<Load, 'pendingAlerts'>> {
  const info = await redis.info('memory');
  const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  return { usedMemory: field('used_memory'), maxMemory: field('maxmemory') };
}
