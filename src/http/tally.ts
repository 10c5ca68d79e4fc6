const tellEveryMs = 60_000;

/** Counts what would fill the log, and says when a line about it is due: the first time, then once a minute at most. */
export class Tally {
  #times = 0;
  #toldAt = -Infinity;

  /** How often it happened since the last line, this time included, when a line is due; `nowMs` never goes back. */
  add(nowMs: number): number | undefined {
    this.#times++;
    if (nowMs - this.#toldAt < tellEveryMs) return undefined;
    const times = this.#times;
    this.#times = 0;
    this.#toldAt = nowMs;
    return times;
  }
}
