import { type ResourceRef, type Surroundings, type Topology, refKey } from '../alert/topology.ts';
import { Addresses } from './addresses.ts';
import { Entries, type Entry } from './entries.ts';
import type { Fact } from './fact.ts';
import { type Shape, Shapes } from './shapes.ts';

export interface KnownOptions {
  readonly maxObjects: number;
  readonly goneForMs: number;
  /** Milliseconds; for tests. */
  readonly now?: () => number;
}

/** Longer than any chain of owners that makes sense; it also ends those that lead back to themselves. */
const mostOwners = 8;

/** What is known of a cluster, in maps. Every look-up is a few of their reads, however many objects there are. */
export class Known implements Topology {
  readonly entries: Entries;
  readonly #addresses = new Addresses();
  readonly #shapes = new Shapes();
  /** By claim, the pods that mount it. */
  readonly #users = new Map<string, Map<string, ResourceRef>>();
  /** Nodes by zone. */
  readonly #zones = new Map<string, Set<string>>();
  /** By node. */
  readonly #pods = new Map<string, Set<ResourceRef>>();
  /** By the name of a persistent volume, the claim that holds it. */
  readonly #volumes = new Map<string, ResourceRef>();

  constructor({ maxObjects, goneForMs, now = () => performance.now() }: KnownOptions) {
    const [link, unlink] = [(fact: Fact) => this.#link(fact), (entry: Entry) => this.#unlink(entry)];
    this.entries = new Entries({ most: maxObjects, goneForMs, now, link, unlink });
  }

  surroundingsOf(ref: ResourceRef): Surroundings | undefined {
    if (ref.kind === 'PersistentVolume') return this.#aroundVolume(ref);
    const fact = this.entries.find(ref)?.fact;
    if (!fact) return undefined;
    const node = ref.kind === 'Node' ? ref.name : fact.node;
    const zone = node === undefined ? undefined : this.entries.find({ kind: 'Node', name: node })?.fact.zone;
    return {
      owners: this.#ownersOf(fact),
      claims: fact.claims ?? [],
      ...(node !== undefined && { node }),
      ...(zone !== undefined && { zone }),
    };
  }

  nodeByAddress(host: string): string | undefined {
    return this.#addresses.nodeAt(host)?.name;
  }

  podByAddress(ip: string): ResourceRef | undefined {
    // Of pods in the network of their node it says nothing: there are many of them.
    return this.#addresses.nodeAt(ip) ? undefined : this.#addresses.podAt(ip);
  }

  usersOf(claim: ResourceRef): readonly ResourceRef[] {
    return [...(this.#users.get(refKey(claim))?.values() ?? [])];
  }

  podsOn(node: string): readonly ResourceRef[] {
    return [...(this.#pods.get(node) ?? [])];
  }

  nodesIn(zone: string): readonly string[] {
    return [...(this.#zones.get(zone) ?? [])];
  }

  #aroundVolume({ name }: ResourceRef): Surroundings | undefined {
    const claim = this.#volumes.get(name);
    if (!claim) return undefined;
    return { owners: this.surroundingsOf(claim)?.owners ?? [], claims: [claim] };
  }

  #ownersOf(fact: Fact): readonly ResourceRef[] {
    const { ref, owner, selector, targets } = fact;
    if (owner) return this.#chain(owner);
    if (targets?.length === 1) return targets.flatMap((target) => this.#chain(target));
    if (targets) return this.#topsOf(targets);
    if (selector) return this.#topsOf(this.#shapes.ownersOf(ref.namespace ?? '', selector));
    if (ref.kind !== 'PersistentVolumeClaim') return [];
    const users = this.usersOf(ref).map((user) => this.entries.find(user)?.fact.owner);
    return this.#topsOf(users.filter((each) => each !== undefined));
  }

  #chain(nearest: ResourceRef): readonly ResourceRef[] {
    const chain: ResourceRef[] = [];
    for (let ref: ResourceRef | undefined = nearest; ref && chain.length < mostOwners;) {
      chain.push(ref);
      ref = this.entries.find(ref)?.fact.owner;
    }
    return chain;
  }

  /** The ends of these chains, each once. */
  #topsOf(refs: readonly ResourceRef[]): readonly ResourceRef[] {
    const tops = refs.map((ref) => this.#chain(ref).at(-1) ?? ref);
    return [...new Map(tops.map((top) => [refKey(top), top])).values()];
  }

  #link(fact: Fact): Shape | undefined {
    const { ref, owner, labels, claims = [], volume, node } = fact;
    this.#addresses.add(fact);
    if (node !== undefined) this.#podsAt(node).add(ref);
    if (fact.zone !== undefined)
      this.#zones.set(fact.zone, (this.#zones.get(fact.zone) ?? new Set()).add(ref.name));
    if (volume !== undefined) this.#volumes.set(volume, ref);
    for (const claim of claims) this.#usersAt(refKey(claim)).set(refKey(ref), ref);
    return labels && this.#shapes.add(ref.namespace ?? '', labels, owner);
  }

  #unlink({ fact, shape }: Entry): void {
    const { ref, claims = [], volume, node } = fact;
    this.#addresses.remove(fact);
    if (node !== undefined) this.#leave(node, ref);
    if (fact.zone !== undefined) this.#zones.get(fact.zone)?.delete(ref.name);
    if (volume !== undefined && this.#volumes.get(volume) === ref) this.#volumes.delete(volume);
    for (const claim of claims) {
      const users = this.#usersAt(refKey(claim));
      users.delete(refKey(ref));
      if (users.size === 0) this.#users.delete(refKey(claim));
    }
    if (shape) this.#shapes.remove(shape);
  }

  #podsAt(node: string): Set<ResourceRef> {
    let pods = this.#pods.get(node);
    if (!pods) this.#pods.set(node, (pods = new Set()));
    return pods;
  }

  #leave(node: string, pod: ResourceRef): void {
    const pods = this.#podsAt(node);
    pods.delete(pod);
    if (pods.size === 0) this.#pods.delete(node);
  }

  #usersAt(claim: string): Map<string, ResourceRef> {
    let users = this.#users.get(claim);
    if (!users) this.#users.set(claim, (users = new Map()));
    return users;
  }
}
