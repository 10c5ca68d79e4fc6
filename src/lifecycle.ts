import { messageOf } from './errors.ts';
import type { Log } from './log.ts';

/** One thing to stop; steps run in order, each after the one before has ended. */
export interface StopStep {
  readonly name: string;
  readonly stop: () => unknown;
}

/**
 * Runs the steps until the deadline. True when all of them ended in time. A step that fails does not keep the others
 * from running; one that hangs uses up the time of those after it, which are then started and not waited for.
 */
export async function stopInOrder(steps: readonly StopStep[], timeoutMs: number, log: Log): Promise<boolean> {
  const { promise: deadline, resolve: expire } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => expire('late'), timeoutMs);
  let clean = true;
  for (const { name, stop } of steps) {
    const done = Promise.resolve().then(stop);
    try {
      if ((await Promise.race([done, deadline])) !== 'late') continue;
      log.warn({ step: name, timeoutMs }, 'stop step did not end in time');
    } catch (error) {
      log.warn({ step: name, error: messageOf(error) }, 'stop step failed');
    }
    done.catch(() => undefined);
    clean = false;
  }
  clearTimeout(timer);
  return clean;
}
