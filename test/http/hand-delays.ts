import type { Delays } from '../../src/http/failed-logins.ts';

/** Time that stands still until a test moves it. */
export class HandDelays implements Delays {
  ms = 0;
  /** The waits that go on, in milliseconds each. */
  readonly waits: number[] = [];
  readonly #ends: (() => void)[] = [];

  readonly now = () => this.ms;

  readonly wait = (ms: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = () => {
      const index = this.#ends.indexOf(end);
      if (index < 0) return;
      this.#ends.splice(index, 1);
      this.waits.splice(index, 1);
      resolve();
    };
    this.#ends.push(end);
    this.waits.push(ms);
    signal.addEventListener('abort', end);
    return promise;
  };

  /** Ends the wait that has gone on for longest, and answers how long it would have been. */
  pass(): number {
    const [ms] = this.waits;
    if (ms === undefined) throw new Error('nobody waits');
    this.ms += ms;
    this.#ends[0]?.();
    return ms;
  }
}
