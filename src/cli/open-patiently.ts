import { setTimeout as pause } from 'node:timers/promises';

import { ConfigError, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';

/** A Redis that answers only to refuse is not asked again sooner than this. */
const pauseMs = 1000;

/** Opens what needs Redis, again and again until Redis answers. What no waiting can mend is thrown at once. */
export async function openPatiently<T>(open: () => Promise<T>, log: Log, signal?: AbortSignal): Promise<T> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await open();
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      log.warn({ error: messageOf(error) }, 'redis is away, not ready until it answers');
      await pause(pauseMs, undefined, { signal });
    }
  }
}

/** Waits for `work`, but rejects as soon as the signal is aborted, with its reason. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
