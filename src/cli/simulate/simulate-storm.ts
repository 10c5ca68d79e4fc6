import { counted } from '../output.ts';
import type { Target } from '../post.ts';
import { openScreen } from '../screen.ts';
import type { Outcome } from './report.ts';
import { postStorm, stormOf } from './run.ts';
import type { Shape } from './simulated-alerts.ts';
import { readStorms, readWhenFolded } from './storms-there.ts';

export interface SimulateSurroundings {
  readonly target: Target;
  /** Where the target's storms are read; undefined where it has none to read. */
  readonly api: Target | undefined;
  /** Aborted: end, and tell what came out so far. */
  readonly signal: AbortSignal;
  readonly json: boolean;
}

/** Posts the storm of this shape, and looks what became of it. */
export async function simulateStorm(
  shape: Shape,
  { target, api, signal, json }: SimulateSurroundings,
): Promise<Outcome> {
  const storm = stormOf(shape);
  const read = () => readStorms(api, storm.alerts);
  const screen = openScreen('stormfold simulate', json);
  try {
    screen.step(`Simulating ${counted(shape.alerts, 'alert')} to ${target.url}, with seed ${shape.seed}.`);
    const before = await read();
    const bar = screen.bar(storm.rounds.length);
    const sums = await postStorm(storm, target, { bar, signal });
    const interrupted = signal.aborted;
    bar.end(`Posted ${sums.notifications} of ${counted(storm.rounds.length, 'notification')}.`);
    const known = 'storms' in before ? before.storms : [];
    const expected = sums.accepted === 0 ? 0 : shape.alerts;
    // What the API did not tell before, it is not asked for again.
    const after = 'unread' in before ? before : await readWhenFolded(read, known, expected, signal);
    return { url: target.url, shape, sums, read: after, interrupted };
  } finally {
    screen.close();
  }
}
