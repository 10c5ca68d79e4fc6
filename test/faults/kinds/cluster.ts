import { keysFor } from '../../../src/redis/keys.ts';
import { ClusterControl } from '../harness/cluster-control.ts';
import type { Seeded } from '../harness/seeded.ts';
import type { ServerControl } from '../harness/server-control.ts';
import type { World } from '../harness/world.ts';
import type { FaultKind } from './kind.ts';
import { frozen, oneServer, outOfMemory } from './redis.ts';

const partitions = 4;
/** Some are back before the others have given them up, some long after. */
const longestAwayMs = 5000;

function clusterOf({ redis }: World): ClusterControl {
  if (!(redis instanceof ClusterControl)) throw new TypeError('this run has no cluster');
  return redis;
}

async function partitionsOn(world: World, server: ServerControl): Promise<number[]> {
  const held: number[] = [];
  for (let i = 0; i < partitions; i++) {
    const { counters } = keysFor(world.prefix).partition(i);
    if ((await clusterOf(world).holderOf(counters)) === server) held.push(i);
  }
  return held;
}

/** While alerts come in: they are what may get lost between two masters. */
function moved(name: string, keyIn: (world: World, chance: Seeded) => string): FaultKind {
  return {
    name,
    track: 'redis',
    first: true,
    strike: async ({ world, chance, struck, protest }) => {
      const keys = await clusterOf(world).moveSlotOf(keyIn(world, chance), chance);
      if (keys === 0) protest('there was nothing to move');
      struck();
    },
  };
}

function oneEnded(how: string, signal: 'SIGTERM' | 'SIGKILL'): FaultKind {
  return {
    name: `one master ${how}`,
    track: 'redis',
    strike: async ({ world, chance, struck }) => {
      await chance.pick(world.redis.servers).restart(signal, chance.int(0, longestAwayMs));
      struck();
    },
  };
}

/**
 * With a replica that intake and sink wait for, a failover may lose nothing that was answered 202. Without, Redis promises
 * nothing of the last moments, so that there would be nothing to judge.
 */
function followed(how: string, signal: 'SIGKILL' | 'SIGSTOP'): FaultKind {
  return {
    name: `one master ${how}, its replica takes over`,
    track: 'redis',
    first: true,
    alone: true,
    plan: { replicas: true, env: { STORMFOLD_REDIS_WAIT_REPLICAS: '1' } },
    strike: async ({ world, chance, struck }) => {
      await clusterOf(world).failOver(signal, chance);
      struck();
    },
  };
}

/** What only a cluster can suffer: a part of it that goes away, or elsewhere. */
export const clusterFaults: readonly FaultKind[] = [
  moved("a partition's slot moves to another master", ({ prefix }, chance) => {
    return keysFor(prefix).partition(chance.int(0, partitions - 1)).counters;
  }),
  oneEnded('killed', 'SIGKILL'),
  moved("the finalize jobs' slot moves to another master", ({ prefix }) => keysFor(prefix).instance),
  frozen('one master', oneServer),
  {
    name: 'one master loses power, appendfsync everysec',
    track: 'redis',
    plan: { fsync: 'everysec' },
    strike: async ({ world, ledger, chance, struck }) => {
      const server = chance.pick(world.redis.servers);
      const held = await partitionsOn(world, server);
      const from = await server.losePower(chance);
      // What the others hold was on no disk that lost power.
      ledger.lostSpans.push({ from, to: Date.now(), partitions: held });
      struck();
    },
  },
  oneEnded('restarted', 'SIGTERM'),
  outOfMemory('one master', oneServer),
  followed('killed', 'SIGKILL'),
  followed('frozen', 'SIGSTOP'),
];
