import type { AlertFault, RejectedAlert } from '../alert/alert.ts';
import { type StormClock, redisClock } from '../clock.ts';
import type { Keys } from './keys.ts';
import { readScripts } from './scripts.ts';

/** What a transaction does to one partition, as far as `arrive` counts it. */
interface ArrivingShare {
  readonly partition: number;
  readonly received: number;
  readonly excluded: number;
  readonly jobs: readonly { readonly id: string; readonly data: { readonly alerts: readonly unknown[] } }[];
  readonly rejected: readonly (RejectedAlert & { readonly requestId: string })[];
}

interface ArriveCall {
  readonly text: string;
  readonly keys: string[];
  readonly args: (string | number)[];
}

/** Most alerts that the quarantine keeps, 64 KiB each at most; older ones go, but stay counted. */
export const quarantineCap = 1000;

/** Makes the call of `arrive.lua` that stamps and counts what a transaction does to one partition. */
export function arriveCalls(keys: Keys, clock: StormClock = redisClock) {
  const { text } = readScripts().arrive;
  return ({ partition, received, excluded, jobs, rejected }: ArrivingShare): ArriveCall => {
    const { pending, counters, rejects } = keys.partition(partition);
    const faults = Object.entries(countFaults(rejected));
    const args = [clock.now() ?? '', received, excluded, faults.length, quarantineCap, jobs.length];
    const stamps = jobs.flatMap(({ id, data }) => [id, data.alerts.length]);
    // What the cap would throw out again is not sent at all: a body can hold half a million bad alerts.
    const quarantined = rejected
      .slice(-quarantineCap)
      .flatMap(({ requestId, index, reason, raw }) => [requestId, index, reason, raw]);
    return {
      text,
      keys: [pending, counters, rejects],
      args: [...args, ...stamps, ...faults.flat(), ...quarantined],
    };
  };
}

function countFaults(rejected: readonly RejectedAlert[]): Partial<Record<AlertFault, number>> {
  const sums: Partial<Record<AlertFault, number>> = {};
  for (const { fault } of rejected) sums[fault] = (sums[fault] ?? 0) + 1;
  return sums;
}
