import { setTimeout as pause } from 'node:timers/promises';

/** Others need a few rounds of the event loop for one request, and a turn may hold it up for a second at a time. */
const breathMs = 20;

/** Lets one piece of long work run at a time, in the order in which they came, with room for others in between. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  async take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    // What becomes of one is no business of the next.
    this.#last = turn.catch(() => undefined).then(breathe);
    return turn;
  }
}

/** Lets others go first for a moment. */
export async function breathe(): Promise<void> {
  await pause(breathMs);
}
