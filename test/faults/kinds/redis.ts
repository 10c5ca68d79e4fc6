import { setTimeout as pause } from 'node:timers/promises';

import type { Seeded } from '../harness/seeded.ts';
import type { ServerControl } from '../harness/server-control.ts';
import type { World } from '../harness/world.ts';
import type { FaultKind } from './kind.ts';

/** The servers that a fault strikes. */
type Servers = (world: World, chance: Seeded) => readonly ServerControl[];

const allServers: Servers = ({ redis }) => redis.servers;
export const oneServer: Servers = ({ redis }, chance) => [chance.pick(redis.servers)];

/** `who` as the report calls them: all that there is of Redis, or one master of a cluster. */
export function frozen(who: string, which: Servers): FaultKind {
  return {
    name: `${who} frozen`,
    track: 'redis',
    strike: async ({ world, chance, struck }) => {
      const servers = which(world, chance);
      await Promise.all(servers.map((server) => server.signal('SIGSTOP')));
      struck();
      await pause(chance.int(500, 4000));
      await Promise.all(servers.map((server) => server.signal('SIGCONT')));
    },
  };
}

export function outOfMemory(who: string, which: Servers): FaultKind {
  return {
    name: `${who} out of memory`,
    track: 'redis',
    strike: async ({ world, chance, struck }) => {
      const servers = which(world, chance);
      const limit = (bytes: string) =>
        Promise.all(servers.map(({ client }) => client.config('SET', 'maxmemory', bytes)));
      // Less than is in use: every command that needs memory is refused, the ends of jobs included.
      await limit('1mb');
      struck();
      await pause(chance.int(500, 4000));
      await limit('0');
    },
  };
}

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
      const loss = ({ server, own }: { server: ServerControl; own: Seeded }) => server.losePower(own);
      const each = world.redis.servers.map((server) => ({ server, own: chance.fork() }));
      const from = Math.min(...(await Promise.all(each.map(loss))));
      ledger.lostSpans.push({ from, to: Date.now() });
      struck();
    },
  },
  frozen('Redis', allServers),
  {
    name: 'connections to Redis reset',
    track: 'redis',
    strike: async ({ world, struck }) => {
      for (const { client } of world.redis.servers)
        for (const type of ['normal', 'pubsub'])
          await client.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
      struck();
    },
  },
  outOfMemory('Redis', allServers),
];
