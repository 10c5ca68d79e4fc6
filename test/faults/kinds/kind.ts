import type { Ledger } from '../harness/ledger.ts';
import type { Seeded } from '../harness/seeded.ts';
import type { World, WorldPlan } from '../harness/world.ts';

/** A run, as a fault sees it. */
export interface Scene {
  readonly world: World;
  readonly ledger: Ledger;
  readonly chance: Seeded;
  /** To be called each time that the fault really struck. */
  readonly struck: () => void;
  /** A fault that finds what must never be says so here. */
  readonly protest: (fault: string) => void;
}

/** One kind of fault. */
export interface FaultKind {
  readonly name: string;
  /** Those of one track strike one after the other: a Redis that is frozen can't be killed at the same time. */
  readonly track: 'redis' | 'processes' | 'api' | 'operator' | 'disk';
  /** Strikes before the others of its track: it needs what is still to come of the run. */
  readonly first?: boolean;
  /** The conditions that it needs. */
  readonly plan?: Partial<Pick<WorldPlan, 'sink' | 'fsync' | 'replicas' | 'env'>>;
  /** No other of its track strikes in the same run: what may be lost then could not be told. */
  readonly alone?: boolean;
  /** Resolves when its effect is over. Absent where the run's plan itself is the fault. */
  readonly strike?: (scene: Scene) => Promise<void>;
  /** Changes the plan, where that is the fault. */
  readonly bend?: (plan: WorldPlan, chance: Seeded) => WorldPlan;
}
