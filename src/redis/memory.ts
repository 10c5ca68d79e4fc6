import type { RedisClient } from './client.ts';

/** Asks Redis how much memory it uses, and how much it may; bytes, and a maximum of 0 is none. */
export async function readMemory(
  redis: RedisClient,
): Promise<{ readonly used: number; readonly max: number }> {
  const info = await redis.info('memory');
  const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  return { used: field('used_memory'), max: field('maxmemory') };
}
