import type { Log } from '../log.ts';
import { exitCodes } from './failure.ts';

/** Ctrl-C reaches a process twice where npm passes it on: what comes this soon is the same signal. */
const echoMs = 500;

/** Aborted by the first SIGTERM or SIGINT. A second one ends the process at once: somebody has waited long enough. */
export function stopOnSignals(log: Log): AbortSignal {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      log.info({ signal: name }, 'stopping');
      controller.abort(new Error(`${name} received`));
    } else if (performance.now() - firstAt > echoMs) {
      log.warn({ signal: name }, 'stopped at once');
      process.exit(exitCodes.failed);
    }
  };
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, onSignal);
  return controller.signal;
}
