import { LRUCache } from 'lru-cache';

import type { FoldRequest } from './fold.ts';
import type { FoldReply } from './fold-reply.ts';

/**
 * The patterns whose open storm has all whole alerts that it keeps, as far as this process knows. A whole alert is two
 * thirds of what an alert is to Redis, and nearly all of them would be thrown away there.
 */
export class Sampled {
  readonly #patterns = new LRUCache<string, true>({ max: 10_000 });

  /** False where an overflow storm may take the alerts: it is of many patterns. `fold` says so if it is true in vain. */
  has({ pattern, tenant }: FoldRequest): boolean {
    return !tenant && this.#patterns.get(pattern.hash) === true;
  }

  learn({ pattern: { hash } }: FoldRequest, reply: FoldReply): void {
    // Of the storms that a job touched, the last is the one that is open.
    if (reply.kind === 'folded' && reply.storms.at(-1)?.hasSamples) this.#patterns.set(hash, true);
    else this.#patterns.delete(hash);
  }
}
