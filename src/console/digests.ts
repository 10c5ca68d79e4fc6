import { LRUCache } from 'lru-cache';

import type { StormHeads } from '../redis/storm-heads.ts';
import type { Storm } from '../storm/storm.ts';
import { StormDigest } from './digest.ts';

/** Storms whose digests are kept while somebody looks at them: as many as all pages that are open may show. */
const mostDigests = 1000;
const pageSize = 1000;
/** Pages read of one storm in one look: a storm of many thousands is caught up with over a few looks. */
const pagesAtOnce = 8;

/** Keeps a digest of each storm that is looked at, so that a look reads only the members that are new since the last. */
export class Digests {
  readonly #heads: Pick<StormHeads, 'arrivals'>;
  readonly #kept = new LRUCache<string, StormDigest>({ max: mostDigests });

  constructor(heads: Pick<StormHeads, 'arrivals'>) {
    this.#heads = heads;
  }

  /** The storm's digest, brought up to date as far as one look goes. */
  async of(storm: Storm): Promise<StormDigest> {
    const digest = this.#kept.get(storm.id) ?? new StormDigest(storm);
    this.#kept.set(storm.id, digest);
    for (let page = 0; page < pagesAtOnce && digest.read < storm.alertCount; page++) {
      const from = digest.read;
      const members = await this.#heads.arrivals(storm.id, from, pageSize);
      // Two looks at once read the same page; the second must not count it again.
      if (digest.read === from) digest.add(members);
      if (members.length === 0) break;
    }
    return digest;
  }
}
