import { setTimeout as pause } from 'node:timers/promises';

import type { Bar } from '../screen.ts';
import { counted } from '../output.ts';
import { type Answer, type Target, post } from '../post.ts';
import { notificationOf } from './notification.ts';
import { type Round, roundsOf } from './rounds.ts';
import { type Shape, type SimulatedAlert, simulatedAlerts } from './simulated-alerts.ts';

/** What was posted so far, and what was answered, added up. */
export interface Sums {
  readonly notifications: number;
  /** Alerts in them, repeats included. */
  readonly deliveries: number;
  /** Notifications by the status that they were answered with; 0 where nothing answered. */
  readonly answers: Readonly<Record<string, number>>;
  /** As the receipts say it; whatever else answers has none. */
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Every notification of the storm was answered 2xx, and none of its alerts was rejected. */
  readonly whole: boolean;
}

export interface Storm {
  readonly alerts: readonly SimulatedAlert[];
  readonly rounds: readonly Round[];
}

export function stormOf(shape: Shape): Storm {
  const alerts = simulatedAlerts(shape);
  return { alerts, rounds: roundsOf(shape, alerts) };
}

const none = { notifications: 0, deliveries: 0, answers: {}, received: 0, accepted: 0, rejected: 0 };

/** Posts one notification after the other, each no earlier than its time. Aborted, it ends with what there is so far. */
export async function postStorm(
  { alerts, rounds }: Storm,
  target: Target,
  { bar, signal }: { bar: Bar; signal: AbortSignal },
): Promise<Sums> {
  const startMs = Date.now();
  const begunAt = performance.now();
  let sums: Omit<Sums, 'whole'> = none;
  for (const round of rounds) {
    await waitUntil(begunAt + round.atMs, signal);
    if (signal.aborted) break;
    const body = notificationOf(round, alerts, startMs);
    const delivery = {
      ...{ place: round.namespace, atMs: round.atMs, headers: {} },
      body: JSON.stringify(body),
    };
    sums = add(sums, body.alerts.length, await post(delivery, target));
    bar.show(sums.notifications, progress(sums, rounds.length));
  }
  return { ...sums, whole: isWhole(sums, rounds.length) };
}

async function waitUntil(at: number, signal: AbortSignal): Promise<void> {
  const aheadMs = at - performance.now();
  if (aheadMs > 0) await pause(aheadMs, undefined, { signal }).catch(() => {});
}

function add(sums: Omit<Sums, 'whole'>, deliveries: number, { status, answer }: Answer): Omit<Sums, 'whole'> {
  const { received, accepted, rejected } = Object(answer) as Record<string, unknown>;
  return {
    notifications: sums.notifications + 1,
    deliveries: sums.deliveries + deliveries,
    answers: { ...sums.answers, [status]: (sums.answers[status] ?? 0) + 1 },
    received: sums.received + (typeof received === 'number' ? received : 0),
    accepted: sums.accepted + (typeof accepted === 'number' ? accepted : 0),
    rejected: sums.rejected + (Array.isArray(rejected) ? rejected.length : 0),
  };
}

function isWhole({ answers, rejected }: Omit<Sums, 'whole'>, notifications: number): boolean {
  const taken = Object.entries(answers).filter(([status]) => /^2\d\d$/.test(status));
  return rejected === 0 && taken.reduce((sum, [, count]) => sum + count, 0) === notifications;
}

function progress({ notifications, accepted }: Omit<Sums, 'whole'>, all: number): string {
  return `${notifications} of ${counted(all, 'notification')} posted, ${counted(accepted, 'alert')} accepted`;
}
