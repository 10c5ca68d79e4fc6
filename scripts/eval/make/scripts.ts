import { badRollout } from './incidents/bad-rollout.ts';
import { nodeDeath } from './incidents/node-death.ts';
import type { Script } from './spec.ts';

/** Every incident that can be recorded. */
export const scripts: readonly Script[] = [nodeDeath, badRollout];
