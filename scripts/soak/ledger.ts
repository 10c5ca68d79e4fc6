import type { Expected, Notification } from './body.ts';

/** What was sent and what it was answered: all that is known from outside. */
export class Ledger {
  readonly sums = { received: 0, fresh: 0, repeated: 0, resolved: 0, rejected: 0, excluded: 0 };
  /** Alerts of notifications that got no 202; they may have got in. */
  uncertain = 0;
  notifications = 0;
  /** Answers that said other numbers than were sent. */
  readonly wrongAnswers: string[] = [];
  /** How far the sender was behind its schedule at the worst, ms. */
  mostBehindMs = 0;

  answered({ alerts, expected }: Notification, answer: { status: number; text: string }): void {
    this.notifications += 1;
    if (answer.status !== 202) {
      this.uncertain += alerts;
      this.#note(`answered ${answer.status}: ${answer.text}`);
      return;
    }
    this.sums.received += alerts;
    for (const name of Object.keys(expected) as (keyof Expected)[]) this.sums[name] += expected[name];
    const told = JSON.parse(answer.text) as { received?: number; rejected?: readonly unknown[] };
    if (told.received !== alerts || told.rejected?.length !== expected.rejected)
      this.#note(`${alerts} alerts, ${expected.rejected} of them bad, were answered ${answer.text}`);
  }

  // The first few say what it is; a service that is down for an hour must not fill this process.
  #note(text: string): void {
    if (this.wrongAnswers.length < 20) this.wrongAnswers.push(text.slice(0, 300));
  }
}
