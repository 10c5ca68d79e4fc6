import type { Slot } from '../harness/slot.ts';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultKind, Scene } from './kind.ts';

type Place = 'intakes' | 'workers';

function ends(name: string, place: Place, signal: NodeJS.Signals): FaultKind {
  return {
    name,
    track: 'processes',
    strike: async ({ world, chance, struck }) => {
      await chance.pick<Slot>(world[place]).restart(signal);
      struck();
    },
  };
}

function crash(point: string, place: Place = 'workers'): FaultKind {
  return {
    name: `${place === 'workers' ? 'worker' : 'intake'} dies ${point}`,
    track: 'processes',
    first: true,
    strike: async ({ world, chance, struck }: Scene) => {
      const { promise: died, resolve } = Promise.withResolvers<void>();
      // All of them, because nobody knows who gets there; each that does dies, and its successor lives.
      const slots: readonly Slot[] = world[place];
      const count = () => {
        struck();
        resolve();
      };
      await Promise.all(slots.map((slot) => slot.crashAt(point, chance.int(1, 2), count)));
      await Promise.race([died, pause(crashWaitMs)]);
    },
  };
}

/** So long a process may take to come to the place where it dies, before the next fault of its track. */
const crashWaitMs = 6000;

/** Longer than a job's lock, so that another worker takes its jobs over while it still believes that it holds them. */
const frozenMs = 6500;

/** The places where a process must be able to die, each told apart by what it had just said to Redis. */
export const crashPoints = [
  'after fold',
  'after opening',
  'after seal',
  'after the manifest is kept',
  'before settle',
];

/** Those on the way from a scope's storm to the storms of its causes. */
const divisionPoints = [
  'after the plan is kept',
  'after the first cause is divided',
  'after the first cause is armed',
  'before the scope is settled',
];

export const divisionFaults: readonly FaultKind[] = divisionPoints.map((point) => crash(point));

export const processFaults: readonly FaultKind[] = [
  ends('intake killed', 'intakes', 'SIGKILL'),
  ends('intake stopped', 'intakes', 'SIGTERM'),
  ends('worker killed', 'workers', 'SIGKILL'),
  ends('worker stopped', 'workers', 'SIGTERM'),
  {
    name: 'worker frozen beyond its lock',
    track: 'processes',
    strike: async ({ world, chance, struck }) => {
      const slot = chance.pick(world.workers);
      slot.signal('SIGSTOP');
      struck();
      await pause(frozenMs);
      slot.signal('SIGCONT');
    },
  },
  {
    name: 'all workers away',
    track: 'processes',
    strike: async ({ world, chance, struck }) => {
      await Promise.all(world.workers.map((slot) => slot.away()));
      struck();
      await pause(chance.int(1000, 5000));
      await Promise.all(world.workers.map((slot) => slot.restart('SIGKILL')));
    },
  },
  {
    name: 'everything killed',
    track: 'processes',
    strike: async ({ world, struck }) => {
      await Promise.all(world.slots.map((slot) => slot.restart('SIGKILL')));
      struck();
    },
  },
  ...crashPoints.map((point) => crash(point)),
  crash('after exec', 'intakes'),
  {
    name: 'worker with a wrong clock',
    track: 'processes',
    bend: (plan, chance) => {
      const [first, ...others] = plan.workers;
      const minutes = chance.int(1, 10) * (chance.chance(50) ? 1 : -1);
      return {
        ...plan,
        workers: [{ ...first, preload: 'wrong-clock', clockMs: minutes * 60_000 }, ...others],
      };
    },
  },
  {
    name: 'every job delivered twice',
    track: 'processes',
    bend: (plan) => ({
      ...plan,
      workers: plan.workers.map((worker) => ({ preload: 'twice' as const, ...worker })),
    }),
  },
];
