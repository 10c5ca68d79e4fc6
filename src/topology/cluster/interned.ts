import { LRUCache } from 'lru-cache';

import type { Labels } from '../../alert/alert.ts';
import { type ResourceRef, refKey, resourceRef } from '../../alert/topology.ts';

/** Bounded, because the names of a year's jobs are many: what is no longer held here is only no longer shared. */
const most = 20_000;

/**
 * One text, reference or set of labels for all that are equal: thousands of pods name the same node, owner and namespace,
 * and each name would else be a text of its own.
 */
export class Interned {
  readonly #texts = new LRUCache<string, string>({ max: most });
  readonly #refs = new LRUCache<string, ResourceRef>({ max: most });
  readonly #labels = new LRUCache<string, Labels>({ max: most });

  text(text: string): string {
    return shared(this.#texts, text, () => text);
  }

  ref(kind: string, namespace: string | undefined, name: string): ResourceRef {
    const ref = resourceRef(kind, namespace, name);
    return shared(this.#refs, refKey(ref), () => ref);
  }

  labels(labels: Labels): Labels {
    return shared(this.#labels, JSON.stringify(labels), () => labels);
  }
}

function shared<T extends object | string>(cache: LRUCache<string, T>, key: string, make: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
