import { baselines } from './baselines.ts';
import type { Method } from './incident.ts';

/** Every method that is evaluated, in the order of the table. A method of Stormfold's own is added here, and nowhere else. */
export const methods: readonly Method[] = [...baselines];
