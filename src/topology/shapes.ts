import type { Labels } from '../alert/alert.ts';
import { type ResourceRef, refKey } from '../alert/topology.ts';
import { type Selector, selects } from './selector.ts';

/** What pods made from one template have alike: thousands of them share one. */
export interface Shape {
  readonly labels: Labels;
  readonly owner: ResourceRef | undefined;
  readonly namespace: string;
  readonly key: string;
  pods: number;
}

/** The shapes of one namespace, and what was found among them since they last changed. */
interface Place {
  readonly shapes: Map<string, Shape>;
  readonly found: Map<Selector, readonly Shape[]>;
}

/** The shapes that there are pods of, by namespace, so that a selector is held against few of them and not all pods. */
export class Shapes {
  readonly #places = new Map<string, Place>();

  /** Counts one more pod of a shape. */
  add(namespace: string, labels: Labels, owner: ResourceRef | undefined): Shape {
    const place = this.#placeOf(namespace);
    const key = keyOf(labels, owner);
    let shape = place.shapes.get(key);
    if (!shape) {
      shape = { labels, owner, namespace, key, pods: 0 };
      place.shapes.set(key, shape);
      place.found.clear();
    }
    shape.pods += 1;
    return shape;
  }

  remove(shape: Shape): void {
    shape.pods -= 1;
    if (shape.pods > 0) return;
    const place = this.#placeOf(shape.namespace);
    place.shapes.delete(shape.key);
    place.found.clear();
    if (place.shapes.size === 0) this.#places.delete(shape.namespace);
  }

  /** What pods that a selector finds belong to, each once. */
  ownersOf(namespace: string, selector: Selector): readonly ResourceRef[] {
    const place = this.#places.get(namespace);
    if (!place) return [];
    let found = place.found.get(selector);
    if (!found) {
      found = [...place.shapes.values()].filter(({ labels }) => selects(selector, labels));
      place.found.set(selector, found);
    }
    return found.map(({ owner }) => owner).filter((owner) => owner !== undefined);
  }

  #placeOf(namespace: string): Place {
    let place = this.#places.get(namespace);
    if (!place) this.#places.set(namespace, (place = { shapes: new Map(), found: new Map() }));
    return place;
  }
}

function keyOf(labels: Labels, owner: ResourceRef | undefined): string {
  const pairs = Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `${owner ? refKey(owner) : ''} ${JSON.stringify(pairs)}`;
}
