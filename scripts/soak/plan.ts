/** What one soak is made of. All times in ms. */
export interface Plan {
  readonly lastsMs: number;
  /** Alerts a second, bad and excluded ones not counted. */
  readonly rate: number;
  /** Fingerprints that fire at a time; names change meanwhile, the number does not. */
  readonly fingerprints: number;
  readonly memoryMs: number;
  readonly retentionMs: number;
  readonly seed: number;
}

export const patterns = 60;
/** A storm ends well before the next of its pattern begins. */
export const windowMs = 15_000;
/** Every pattern fires in two halves, each a storm of its own. */
export const halves = 2;
/** Each episode is sent so often: as it begins, twice again, and a last time, when a third of them end. */
export const passes = 4;
export const sampleEveryMs = 5000;
/** A full collection stops a process for some tens of milliseconds: often enough to see a slope, and no oftener. */
export const collectEveryMs = 30_000;

const shortestCycleMs = 40_000;

/** The time in which all fingerprints fire once. */
export function cycleMs({ fingerprints, rate }: Plan): number {
  return (fingerprints * passes * 1000) / rate;
}

/** From here on nothing may grow: all that is remembered and kept for a time has begun to be forgotten. */
export function warmUpMs({ memoryMs, retentionMs }: Plan): number {
  // An episode's key lives for twice the memory.
  return Math.max(memoryMs * 2, memoryMs + retentionMs) + windowMs;
}

/** A run that is warm for less says nothing of growth: what is kept comes and goes with every cycle. */
export const leastJudgedMs = 5 * 60_000;

/** What is wrong with it, in words; undefined when it can be run. */
export function planFault(plan: Plan): string | undefined {
  const { rate, fingerprints, memoryMs } = plan;
  if (fingerprints < patterns * halves * 3)
    return `at least ${patterns * halves * 3} fingerprints are needed`;
  if (cycleMs(plan) < shortestCycleMs)
    return `at ${rate} alerts a second at least ${(shortestCycleMs * rate) / (passes * 1000)} fingerprints are needed, or storms run into each other`;
  if (memoryMs < Math.max(windowMs, cycleMs(plan) / 4))
    return 'the memory must be longer than the window of 15 s and than a quarter of a cycle, or repeats are new';
  return undefined;
}
