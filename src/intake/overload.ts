/** How full this instance is, as Redis says. */
export interface Load {
  /** Alerts that wait for a worker; dead ones wait for a person. */
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

/** What a notification adds to the load. */
export interface Addition {
  readonly alerts: number;
  readonly bytes: number;
}

const nothing: Addition = { alerts: 0, bytes: 0 };

/** Redis is asked this often at most. */
const refreshMs = 250;
/**
 * What an alert is remembered by and its place in a storm take, which come once it is folded; its job, which may be a
 * quarter of that, is gone only then. Without room for it workers could not fold what was taken, and would wait for ever.
 */
const bytesOnceFolded = 400;
/** Refusing ends this far below a mark: at the mark itself, every other notification would be refused. */
const easedShare = 0.9;

/**
 * Says whether the queues are over their high-water marks, out of what Redis said a moment ago and what this process
 * has added since: a burst must not get past a mark between two looks.
 */
export class Overload {
  readonly #readLoad: () => Promise<Load>;
  readonly #marks: HighWaterMarks;
  readonly #now: () => number;
  #load: Load = { pendingAlerts: 0, usedMemory: 0, maxMemory: 0 };
  /** All that was ever begun, that was ever done, and of this what was done before Redis was asked last. */
  #begun = nothing;
  #done = nothing;
  #seen = nothing;
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
    const load = this.#currentLoad();
    this.#reasons = (['queue', 'memory'] as const).filter((reason) => this.#isOver(reason, load));
    return this.#reasons;
  }

  /** Counts what is about to be queued. Call what it answers once that is done, or has failed. */
  add(addition: Addition): () => void {
    this.#begun = plus(this.#begun, addition);
    return () => {
      this.#done = plus(this.#done, addition);
    };
  }

  async #read(): Promise<void> {
    // What was done before Redis is asked is in its answer; of what is done meanwhile that is not known.
    const seen = this.#done;
    this.#load = await this.#readLoad();
    this.#refreshedAt = this.#now();
    this.#seen = seen;
  }

  #currentLoad(): Load {
    const { pendingAlerts, usedMemory, maxMemory } = this.#load;
    const alerts = this.#begun.alerts - this.#seen.alerts;
    const bytes = this.#begun.bytes - this.#seen.bytes;
    return { pendingAlerts: pendingAlerts + alerts, usedMemory: usedMemory + bytes, maxMemory };
  }

  #isOver(reason: OverloadReason, load: Load): boolean {
    const mark = markOf(reason, load, this.#marks);
    const level =
      reason === 'queue' ? load.pendingAlerts : load.usedMemory + load.pendingAlerts * bytesOnceFolded;
    return level > (this.#reasons.includes(reason) ? mark * easedShare : mark);
  }
}

function plus(a: Addition, b: Addition): Addition {
  return { alerts: a.alerts + b.alerts, bytes: a.bytes + b.bytes };
}

function markOf(reason: OverloadReason, { maxMemory }: Load, marks: HighWaterMarks): number {
  if (reason === 'queue') return marks.queuedAlerts ?? Number.POSITIVE_INFINITY;
  return maxMemory === 0 ? Number.POSITIVE_INFINITY : maxMemory * marks.redisMemoryShare;
}
