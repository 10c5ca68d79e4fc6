import { setTimeout as pause } from 'node:timers/promises';

import type { Instance } from '../../instance.ts';

export interface Waiting {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (submitted: number) => void;
}

const everyMs = 100;

/**
 * Resolves when nothing is on its way any more, once all is posted: true, or false when it has waited long enough. The
 * order of the questions is the way of an alert, so that none is overlooked by moving on in between.
 */
export async function untilSubmitted(
  instance: Instance,
  { timeoutMs, signal, onProgress }: Waiting,
): Promise<boolean> {
  const { counters, list } = instance;
  const giveUpAt = performance.now() + timeoutMs;
  while (performance.now() < giveUpAt) {
    const { pending = 0 } = await counters.read();
    const [open, sealed] = [await list.count('open'), await list.count('sealed')];
    onProgress(await list.count('submitted'));
    if (pending + open + sealed === 0) return true;
    await pause(everyMs, undefined, { signal });
  }
  return false;
}
