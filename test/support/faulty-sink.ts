import type { Resource } from '../../src/sink/resource.ts';
import { type Sink, SinkError, type Submitted } from '../../src/sink/sink.ts';

/**
 * What goes wrong with a submit. `before`: nothing is written, try again. `after`: it is written, but nobody hears of
 * it. `refused`: no rights. `never`: the resource is invalid; `after-never`: it was written by then.
 */
export type SinkFault = 'none' | 'before' | 'after' | 'refused' | 'never' | 'after-never';

/** Stands before a real sink, and fails as it is told. */
export class FaultySink implements Sink {
  readonly kind = 'directory';
  tries = 0;
  readonly #sink: Sink;
  readonly #faults: SinkFault[];

  /** One fault a try; the last one stays. */
  constructor(sink: Sink, faults: readonly SinkFault[]) {
    this.#sink = sink;
    this.#faults = [...faults];
  }

  heal(): void {
    this.#faults.splice(0, Infinity, 'none');
  }

  async submit(manifest: Resource): Promise<Submitted> {
    this.tries += 1;
    const fault = (this.#faults.length > 1 ? this.#faults.shift() : this.#faults[0]) ?? 'none';
    if (fault === 'after-never') await this.#sink.submit(manifest);
    if (fault === 'never' || fault === 'after-never')
      throw new SinkError('the resource is invalid', { verdict: 'never', reason: 'invalid' });
    if (fault === 'refused') throw new SinkError('no rights', { verdict: 'wait', reason: 'forbidden' });
    if (fault === 'before') throw new SinkError('no answer', { verdict: 'retry', reason: 'timeout' });
    const submitted = await this.#sink.submit(manifest);
    if (fault === 'after') throw new SinkError('no answer', { verdict: 'retry', reason: 'timeout' });
    return submitted;
  }

  exists(manifest: Resource): Promise<boolean> {
    return this.#sink.exists(manifest);
  }

  async close(): Promise<void> {
    await this.#sink.close();
  }
}
