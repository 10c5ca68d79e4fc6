import { setTimeout as pause } from 'node:timers/promises';
import type { FaultKind } from './kind.ts';

function killed(fsync: 'always' | 'everysec'): FaultKind {
  return {
    name: `Redis killed, appendfsync ${fsync}`,
    track: 'redis',
    plan: { fsync },
    strike: async ({ world, struck }) => {
      await world.redis.restart('SIGKILL');
      struck();
    },
  };
}

export const redisFaults: readonly FaultKind[] = [
  killed('always'),
  killed('everysec'),
  {
    name: 'Redis restarted',
    track: 'redis',
    strike: async ({ world, struck }) => {
      await world.redis.restart('SIGTERM');
      struck();
    },
  },
  {
    name: 'power lost, appendfsync everysec',
    track: 'redis',
    plan: { fsync: 'everysec' },
    strike: async ({ world, ledger, chance, struck }) => {
      const from = await world.redis.losePower(chance);
      ledger.lostSpans.push({ from, to: Date.now() });
      struck();
    },
  },
  {
    name: 'Redis frozen',
    track: 'redis',
    strike: async ({ world, chance, struck }) => {
      await world.redis.freeze();
      struck();
      await pause(chance.int(500, 4000));
      await world.redis.thaw();
    },
  },
  {
    name: 'connections to Redis reset',
    track: 'redis',
    strike: async ({ world, struck }) => {
      for (const type of ['normal', 'pubsub'])
        await world.redis.client.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
      struck();
    },
  },
  {
    name: 'Redis out of memory',
    track: 'redis',
    strike: async ({ world, chance, struck }) => {
      const { client } = world.redis;
      // Less than is in use: every command that needs memory is refused, the ends of jobs included.
      await client.config('SET', 'maxmemory', '1mb');
      struck();
      await pause(chance.int(500, 4000));
      await client.config('SET', 'maxmemory', '0');
    },
  },
];
