import type { World } from './world.ts';

/** Kills every process of an instance in the same moment, Redis among them, and starts all of them again. */
export async function killAll({ intakes, workers, redis, slots }: World): Promise<void> {
  await Promise.all([
    ...intakes.map((slot) => slot.away()),
    redis.restart('SIGKILL'),
    ...workers.map((slot) => slot.away()),
  ]);
  await Promise.all(slots.map((slot) => slot.restart('SIGKILL')));
  await Promise.all(slots.map((slot) => slot.ready()));
}
