import type { ResourceRef } from '../alert/topology.ts';
import type { Fact } from './fact.ts';

/** Whose an address is. Addresses are given out again: whoever had it last and still runs has it. */
export class Addresses {
  readonly #pods = new Map<string, Fact>();
  readonly #nodes = new Map<string, Fact>();

  nodeAt(host: string): ResourceRef | undefined {
    return this.#nodes.get(host)?.ref;
  }

  podAt(ip: string): ResourceRef | undefined {
    return this.#pods.get(ip)?.ref;
  }

  add(fact: Fact): void {
    const owners = this.#of(fact);
    for (const address of fact.addresses ?? []) {
      if (fact.ended && owners.has(address)) continue;
      owners.set(address, fact);
    }
  }

  remove(fact: Fact): void {
    const owners = this.#of(fact);
    for (const address of fact.addresses ?? []) if (owners.get(address) === fact) owners.delete(address);
  }

  #of({ ref }: Fact): Map<string, Fact> {
    return ref.kind === 'Node' ? this.#nodes : this.#pods;
  }
}
