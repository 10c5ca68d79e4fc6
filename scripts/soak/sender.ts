import { setTimeout as pause } from 'node:timers/promises';

import { messageOf } from '../../src/errors.ts';
import { notificationFor } from './body.ts';
import type { Ledger } from './ledger.ts';
import type { Plan } from './plan.ts';
import { type Due, Schedule } from './schedule.ts';

/** So many requests at most wait for their answers; what is due meanwhile waits here, and is told as behind. */
const mostAtOnce = 32;
const tickMs = 50;
const patienceMs = 30_000;

export interface SendTo {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends what the schedule says until the time is over or the signal comes; resolves when all is answered. */
export async function send(plan: Plan, ledger: Ledger, to: SendTo, signal: AbortSignal): Promise<void> {
  const startMs = Date.now();
  const lines = new Lines();
  const schedule = new Schedule(plan);
  const began = performance.now();
  for (;;) {
    const elapsed = performance.now() - began;
    if (signal.aborted || elapsed >= plan.lastsMs) break;
    for (const due of schedule.until(elapsed)) {
      await lines.room();
      ledger.mostBehindMs = Math.max(ledger.mostBehindMs, performance.now() - began - due.atMs);
      lines.add(due.pattern, () => postOne(plan, ledger, to, due, startMs));
    }
    await pause(tickMs);
  }
  await lines.done();
}

async function postOne(plan: Plan, ledger: Ledger, to: SendTo, due: Due, startMs: number): Promise<void> {
  const notification = notificationFor(plan, due, startMs);
  ledger.answered(notification, await post(to, notification.body));
}

async function post({ url, headers }: SendTo, body: string): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(`${url}/webhooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(patienceMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    return { status: 0, text: messageOf(error) };
  }
}

/** One request of a pattern at a time: a repeat that overtakes its episode would be the new one. */
class Lines {
  readonly #last = new Map<number, Promise<void>>();
  readonly #open = new Set<Promise<void>>();

  add(line: number, work: () => Promise<void>): void {
    const one = (this.#last.get(line) ?? Promise.resolve()).then(work);
    this.#last.set(line, one);
    this.#open.add(one);
    void one.finally(() => this.#open.delete(one));
  }

  async room(): Promise<void> {
    while (this.#open.size >= mostAtOnce) await Promise.race(this.#open);
  }

  async done(): Promise<void> {
    await Promise.all(this.#open);
  }
}
