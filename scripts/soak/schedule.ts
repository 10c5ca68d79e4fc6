import { type Plan, cycleMs, halves, passes, patterns } from './plan.ts';

/** One notification that is due: some of the alerts of one half of a pattern. */
export interface Due {
  readonly pattern: number;
  readonly half: number;
  /** How often this half has fired before. */
  readonly cycle: number;
  readonly pass: number;
  /** From the beginning of the soak. */
  readonly atMs: number;
}

/**
 * When what is sent. It follows from the plan alone, and never from how fast anything was answered: a service that falls
 * behind gets no easier load.
 */
export class Schedule {
  readonly #plan: Plan;
  readonly #next: Due[];

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#next = Array.from({ length: patterns * halves }, (_, i) =>
      dueAt(plan, { pattern: i % patterns, half: Math.floor(i / patterns), cycle: 0, pass: 0 }),
    );
  }

  /** All that has become due until then, in the order of its times; each is told once. */
  until(ms: number): Due[] {
    const due: Due[] = [];
    for (const [i, next] of this.#next.entries()) {
      let one = next;
      for (; one.atMs <= ms; one = dueAt(this.#plan, after(one))) due.push(one);
      this.#next[i] = one;
    }
    return due.sort((a, b) => a.atMs - b.atMs);
  }
}

function after({ pattern, half, cycle, pass }: Due): Omit<Due, 'atMs'> {
  return pass < passes - 1
    ? { pattern, half, cycle, pass: pass + 1 }
    : { pattern, half, cycle: cycle + 1, pass: 0 };
}

function dueAt(plan: Plan, one: Omit<Due, 'atMs'>): Due {
  return { ...one, atMs: beginMs(plan, one) + passMs(plan, one.pass) };
}

/** When the episodes of a half begin, one cycle after the other; patterns one after the other within it. */
export function beginMs(plan: Plan, { pattern, half, cycle }: Omit<Due, 'atMs' | 'pass'>): number {
  return cycleMs(plan) * (cycle + half / halves + pattern / patterns / halves);
}

// The first repeats fall into the window, the last pass comes around its end.
function passMs(plan: Plan, pass: number): number {
  return pass < passes - 1 ? pass * 3000 : cycleMs(plan) / 4;
}
