import { setTimeout as pause } from 'node:timers/promises';

import { messageOf } from '../src/errors.ts';
import type { Log } from '../src/log.ts';

// What Redis answers while it is short of memory, loading, failing over, moving slots or given a new password: the same
// call works later.
const passing =
  /^(OOM|LOADING|BUSY|READONLY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|NOAUTH|WRONGPASS|NOPERM)\b/;

// What the client says while a server is away, or a cluster has nobody yet who holds the key.
const unreached =
  /Connection is closed|Command timed out|ECONN|EPIPE|Too many Cluster redirections|Cluster isn't ready|None of startup nodes|Failed to refresh slots cache/;

/**
 * Runs a step until Redis takes it. Aggregate jobs are retried here and not by BullMQ, because a job that went back to
 * wait would be overtaken by the alerts behind it. The job stays active meanwhile, its lock renewed by BullMQ.
 */
export async function inPlace<T>(step: () => Promise<T>, log: Log, pauseMs = 250): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await step();
    } catch (error) {
      if (!isPassing(error)) throw error;
      log.warn({ tries, error: messageOf(error) }, 'redis refused for now, trying again in place');
      await pause(Math.min(pauseMs * tries, 5000));
    }
  }
}

export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return passing.test(error.message) || unreached.test(error.message);
}
