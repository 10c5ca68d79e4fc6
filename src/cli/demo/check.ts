import type { SharedTotals } from '../../metrics.ts';
import { type WrittenResource, checkStorms } from './check-storms.ts';
import { differs } from './differs.ts';
import { type Truth, trueOutcomes } from './truth.ts';

/** What the demo found when all was over. */
export interface Outcome {
  /** What the webhook said of what was posted, added up. */
  readonly answers: {
    readonly notifications: number;
    readonly refused: readonly string[];
    readonly accepted: number;
  };
  readonly totals: SharedTotals;
  /** The files of the sink, read back. */
  readonly resources: readonly WrittenResource[];
}

/** Holds what came out against the truth. Each fault in words; empty when every single count is right. */
export function faultsOf(truth: Truth, outcome: Outcome): string[] {
  return [
    ...checkAnswers(truth, outcome.answers),
    ...checkAlerts(truth, outcome.totals),
    ...checkConservation(outcome.totals),
    ...checkStates(truth, outcome.totals),
    ...checkStorms(truth.storms, outcome.resources),
  ];
}

function checkAnswers(
  { recording, alerts }: Truth,
  { notifications, refused, accepted }: Outcome['answers'],
): string[] {
  return [
    ...refused,
    ...differs('notifications posted', notifications, recording.notifications),
    ...differs('alerts answered as accepted', accepted, alerts.received - alerts.rejected),
  ];
}

function checkAlerts({ alerts }: Truth, totals: SharedTotals): string[] {
  return trueOutcomes.flatMap((outcome) =>
    differs(`alerts ${outcome}`, countOf(totals, outcome), alerts[outcome]),
  );
}

/** Both sums hold by design whatever is posted; each side of them was counted somewhere else. */
function checkConservation(totals: SharedTotals): string[] {
  const sum = (...outcomes: string[]) => outcomes.reduce((all, outcome) => all + countOf(totals, outcome), 0);
  const atIntake = sum('queued', 'excluded', 'rejected');
  const { pending, dead } = totals.waiting;
  const after = sum('opened', 'folded', 'repeated', 'resolved', 'discarded') + pending + dead;
  return [
    ...differs('queued + excluded + rejected', atIntake, sum('received')),
    ...differs('opened + folded + repeated + resolved + pending + dead + discarded', after, sum('queued')),
  ];
}

function checkStates({ storms }: Truth, { stormsNow, stormsEver, waiting }: SharedTotals): string[] {
  return [
    ...differs('alerts still pending', waiting.pending, 0),
    ...differs('alerts in dead letters', waiting.dead, 0),
    ...['open', 'sealed', 'failed', 'discarded'].flatMap((state) =>
      differs(`storms ${state}`, stormsNow[state] ?? 0, 0),
    ),
    ...differs('storms submitted', stormsNow['submitted'] ?? 0, storms.length),
    ...differs('storms ever sealed', stormsEver['sealed'] ?? 0, storms.length),
  ];
}

function countOf({ alerts }: SharedTotals, outcome: string): number {
  return alerts[outcome] ?? 0;
}
