import { LRUCache } from 'lru-cache';

import type { FoldEntry } from '../storm/fold-entry.ts';
import type { Brief, FoldRequest } from './fold.ts';
import type { FoldReply } from './fold-reply.ts';

/** The start of an alert that says none. */
const unsaid = -Infinity;

/**
 * What this process knows of what Redis has: so much less is sent there. It may be wrong, and another worker's folds are
 * unknown here; `fold` says so where more is needed.
 */
export class Known {
  /**
   * Patterns whose open storm has all whole alerts that it keeps. A whole alert is two thirds of what an alert is to Redis,
   * and nearly all of them would be thrown away there.
   */
  readonly #sampled = new LRUCache<string, true>({ max: 10_000 });
  /**
   * By fingerprint, the starts of the episodes that are counted: a repeat needs nothing of what a member is made of. Some
   * ten megabytes. In milliseconds, as `fold` has them: a sender may write a start in 60,000 characters.
   */
  readonly #counted = new LRUCache<string, number>({ max: 50_000 });

  briefFor({ pattern, tenant }: FoldRequest): Brief {
    // An overflow storm is of many patterns.
    const withoutSamples = !tenant && this.#sampled.get(pattern.hash) === true;
    return { withoutSamples, isKnown: (entry) => this.#isKnown(entry) };
  }

  learn({ pattern: { hash }, entries }: FoldRequest, reply: FoldReply): void {
    // Of the storms that a job touched, the last is the one that is open.
    if (reply.kind === 'folded' && reply.storms.at(-1)?.hasSamples) this.#sampled.set(hash, true);
    else this.#sampled.delete(hash);
    // What is set aside counts as soon as nothing mutes it any more.
    if (reply.kind !== 'folded' || reply.sums.muted > 0) return;
    for (const { status, fingerprint, startsAtMs = unsaid } of entries)
      if (status === 'firing') this.#counted.set(fingerprint, startsAtMs);
  }

  #isKnown({ status, fingerprint, startsAtMs = unsaid, rememberedElsewhere }: FoldEntry): boolean {
    if (status === 'resolved') return true;
    return rememberedElsewhere === undefined && this.#counted.get(fingerprint) === startsAtMs;
  }
}
