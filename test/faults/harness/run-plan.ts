import type { FaultKind } from '../kinds/kind.ts';
import { correlating, rulesFor } from './rules.ts';
import type { Seeded } from './seeded.ts';
import type { RedisKind, WorldPlan } from './world.ts';

export interface RunOptions {
  readonly redis: RedisKind;
  /** Alerts are of causes, and these decide what shares a resource. */
  readonly correlate: boolean;
}

/** In what world a run takes place: as the seed has it, bent by its faults. */
export function planOf(
  seed: number,
  kinds: readonly FaultKind[],
  { redis, correlate }: RunOptions,
  chance: Seeded,
): WorldPlan {
  const plan = { ...planFor(seed, kinds, chance.fork()), ...placeFor(redis, chance.fork()) };
  return correlate ? { ...plan, rules: correlating(plan.rules) } : plan;
}

function planFor(seed: number, kinds: readonly FaultKind[], chance: Seeded): WorldPlan {
  const plain: WorldPlan = {
    fsync: chance.chance(50) ? 'everysec' : 'always',
    sink: chance.chance(80) ? 'kubernetes' : 'directory',
    rules: rulesFor(seed, chance.int(1500, 4000), chance),
    intakes: 2,
    workers: [{}, {}],
  };
  return kinds.reduce((plan, kind) => ({ ...(kind.bend?.(plan, chance) ?? plan), ...kind.plan }), plain);
}

/** While a master is away, the others of a cluster go on, or refuse too: both are usual. */
function placeFor(redis: RedisKind, chance: Seeded): Pick<WorldPlan, 'redis' | 'nodeArgs'> {
  const whole = chance.chance(50) ? 'yes' : 'no';
  return { redis, nodeArgs: ['--cluster-require-full-coverage', whole] };
}
