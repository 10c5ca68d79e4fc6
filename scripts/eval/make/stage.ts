import { setTimeout as pause } from 'node:timers/promises';

import { Cause } from './cause.ts';
import { podsOf, podsOn } from './pods.ts';
import { placed } from './spec.ts';
import { tick } from './tick.ts';
import type { Node, Pod, Workload, World } from './world.ts';

interface Action {
  readonly atMs: number;
  readonly act: () => void;
}

const tickMs = 500;

/** Where a script says what happens when, to what. */
export class Stage {
  readonly world: World;
  readonly causes: Cause[] = [];
  readonly #actions: Action[] = [];
  readonly #acts: (id: string) => boolean;

  /** `acts` tells which causes do something; all, by default. */
  constructor(world: World, acts: (id: string) => boolean = () => true) {
    this.world = world;
    this.#acts = acts;
  }

  at(seconds: number, act: () => void): void {
    this.#actions.push({ atMs: seconds * 1000, act });
  }

  cause(id: string, description: string): Cause {
    return this.#cause(id, description, false);
  }

  /** Something that has nothing to do with the incident. */
  beside(id: string, description: string): Cause {
    return this.#cause(id, description, true);
  }

  #cause(id: string, description: string, background: boolean): Cause {
    const cause = new Cause(this.world, id, description, background, this.#acts(id));
    this.causes.push(cause);
    return cause;
  }

  node(index: number): Node {
    return existing(this.world.nodes[index], `node ${index}`);
  }

  workload(path: string): Workload {
    const { namespace, name } = placed(path);
    const found = this.world.workloads.find((one) => one.namespace === namespace && one.name === name);
    return existing(found, path);
  }

  pods(path: string): Pod[] {
    return podsOf(this.world, this.workload(path));
  }

  pod(path: string, index = 0): Pod {
    return existing(this.pods(path)[index], `${path} ${index}`);
  }

  /** Of an application, on that node. */
  podsOn(node: Node): Pod[] {
    const system = new Set(['kube-system', 'monitoring']);
    return podsOn(this.world, node).filter(({ namespace }) => !system.has(namespace));
  }

  /** The id of a job of that cron job. */
  job(path: string): string {
    const { namespace, name } = placed(path);
    const found = this.world.jobs.find((one) => one.namespace === namespace && one.cronJob === name);
    return `job/${namespace}/${existing(found, path).name}`;
  }

  /** Plays it: its actions count from `fromMs`, and it ends so many seconds later. */
  async play(fromMs: number, seconds: number): Promise<void> {
    const todo = this.#actions.toSorted((a, b) => a.atMs - b.atMs);
    const endMs = fromMs + seconds * 1000;
    while (this.world.nowMs() < endMs) {
      const due = todo.filter(({ atMs }) => fromMs + atMs <= this.world.nowMs());
      for (const { act } of todo.splice(0, due.length)) act();
      tick(this.world);
      await pause(tickMs);
    }
  }
}

function existing<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new Error(`the script names ${name}, which the cluster does not have`);
  return found;
}
