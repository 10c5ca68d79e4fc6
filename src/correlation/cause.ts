import type { CauseKind } from '../storm/storm.ts';

/** Episodes of one cause, and why each of them is thought to be of it. */
export interface Cause {
  readonly kind: CauseKind;
  /** What broke: a node, a zone, something that many depend on, a workload, or only the object of the one alert. */
  readonly name: string;
  /** In the order in which they began. */
  readonly members: readonly CauseMember[];
}

interface CauseMember {
  /** The episode's. */
  readonly id: string;
  /** For people; under 160 characters. */
  readonly reason: string;
}
