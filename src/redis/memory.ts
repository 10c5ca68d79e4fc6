import { type RedisClient, mastersOf } from './client.ts';

export interface RedisMemory {
  /** Bytes. */
  readonly used: number;
  /** Bytes; 0 is no limit. */
  readonly max: number;
}

/** Asks Redis how much memory it uses, and how much it may; of a cluster, the master that is fullest. */
export async function readMemory(redis: RedisClient): Promise<RedisMemory> {
  const infos = await Promise.all(mastersOf(redis).map((master) => master.info('memory')));
  return fullest(infos.map((info) => ({ used: field(info, 'used_memory'), max: field(info, 'maxmemory') })));
}

/** Where one master has no room, there is none: a notification may bring alerts of any partition. */
export function fullest(memories: readonly RedisMemory[]): RedisMemory {
  const share = ({ used, max }: RedisMemory) => (max === 0 ? 0 : used / max);
  const [first = { used: 0, max: 0 }] = memories.toSorted((a, b) => share(b) - share(a) || b.used - a.used);
  return first;
}

function field(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
}
