import type { FaultKind } from './faults.ts';

/** How long a cause kept an object broken, in one way. */
interface Hold {
  readonly cause: string;
  readonly kind: FaultKind;
  readonly fromMs: number;
  toMs: number;
}

/** Rates look back, and rules wait: an alert may fire so long after what made it fire has ended. */
const lookBackMs = 15_000;

/** Two looks at the same broken object are one hold, when they are not further apart. */
const togetherMs = 2500;

/** The truth: which cause kept which object broken, and when. It is told while it is so, and never guessed later. */
export class Blame {
  readonly #holds = new Map<string, Hold[]>();

  /** The object is broken at this time, in the name of this cause. */
  note(nowMs: number, object: string, kind: FaultKind, cause: string): void {
    const holds = this.#holds.get(object) ?? [];
    const open = holds.find(
      (hold) => hold.cause === cause && hold.kind === kind && nowMs - hold.toMs <= togetherMs,
    );
    if (open) open.toMs = nowMs;
    else this.#holds.set(object, [...holds, { cause, kind, fromMs: nowMs, toMs: nowMs }]);
  }

  /** The causes of an alert that fired then and until then: the first is the one that held the object earliest. */
  causesOf(
    object: string,
    kinds: readonly FaultKind[] | undefined,
    firedMs: number,
    endedMs: number,
  ): string[] {
    const holds = (this.#holds.get(object) ?? [])
      .filter(({ kind }) => kinds?.includes(kind) ?? true)
      .filter(({ fromMs, toMs }) => fromMs <= endedMs && toMs >= firedMs - lookBackMs)
      .toSorted((a, b) => a.fromMs - b.fromMs);
    // One that began only after the alert had fired is not what made it fire.
    const made = holds.filter(({ fromMs }) => fromMs <= firedMs);
    const still = made.filter(({ toMs }) => toMs >= firedMs - togetherMs);
    const first = (still.length > 0 ? still : made)[0];
    if (!first) return [];
    return [...new Set([first, ...holds].map(({ cause }) => cause))];
  }
}
