/** How full this instance is, as Redis says. */
export interface Load {
  readonly pendingAlerts: number;
  readonly usedMemory: number;
  /** 0: Redis has no limit. */
  readonly maxMemory: number;
}

export interface HighWaterMarks {
  /** Undefined: any number. */
  readonly queuedAlerts: number | undefined;
  readonly redisMemoryShare: number;
}

export type OverloadReason = 'queue' | 'memory';

/** Redis is asked this often at most. */
const refreshMs = 250;
/** Refusing ends this far below a mark: at the mark itself, every other notification would be refused. */
const easedShare = 0.9;

/** Says whether the queues are over their high-water marks, out of what Redis said a moment ago. */
export class Overload {
  readonly #readLoad: () => Promise<Load>;
  readonly #marks: HighWaterMarks;
  readonly #now: () => number;
  #reasons: readonly OverloadReason[] = [];
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #refresh: Promise<void> | undefined;

  constructor(readLoad: () => Promise<Load>, marks: HighWaterMarks, now = () => performance.now()) {
    this.#readLoad = readLoad;
    this.#marks = marks;
    this.#now = now;
  }

  /** Why alerts are refused now; empty when they are not. Rejects when Redis had to be asked and did not answer. */
  async reasons(): Promise<readonly OverloadReason[]> {
    if (this.#now() - this.#refreshedAt >= refreshMs) {
      this.#refresh ??= this.#read().finally(() => (this.#refresh = undefined));
      await this.#refresh;
    }
    return this.#reasons;
  }

  async #read(): Promise<void> {
    const load = await this.#readLoad();
    this.#refreshedAt = this.#now();
    this.#reasons = (['queue', 'memory'] as const).filter((reason) => this.#isOver(reason, load));
  }

  #isOver(reason: OverloadReason, load: Load): boolean {
    const mark = markOf(reason, load, this.#marks);
    const level = reason === 'queue' ? load.pendingAlerts : load.usedMemory;
    return level > (this.#reasons.includes(reason) ? mark * easedShare : mark);
  }
}

function markOf(reason: OverloadReason, { maxMemory }: Load, marks: HighWaterMarks): number {
  if (reason === 'queue') return marks.queuedAlerts ?? Number.POSITIVE_INFINITY;
  return maxMemory === 0 ? Number.POSITIVE_INFINITY : maxMemory * marks.redisMemoryShare;
}
