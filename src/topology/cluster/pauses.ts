import { setTimeout as sleep } from 'node:timers/promises';

const firstMs = 1000;
/** Rights are given by people: asked more often, each refusal is a line in the server's audit log. */
const longestMs = { failed: 60_000, refused: 300_000 };

/**
 * How long is waited before the next try; `failures` in a row, 1 at the first. `random` is from 0 up to 1. Refusals wait
 * longer in the end, and as little at first: a server that has just started refuses whatever it has not read its roles for.
 */
export function backoffMs(failures: number, random: number, why: keyof typeof longestMs = 'failed'): number {
  return jittered(Math.min(longestMs[why], firstMs * 2 ** (failures - 1)), random);
}

// From a half up: workers that lost the same server must not all come back at once.
function jittered(ms: number, random: number): number {
  return Math.round(ms * (0.5 + random / 2));
}

/** Resolves when the time is over, or at once when the signal says so; it holds up no process that has nothing else to do. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
