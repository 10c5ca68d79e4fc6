interface Batch<T> {
  readonly all: T[];
  readonly answer: Promise<boolean>;
}

/** Asks one question at a time in each lane: all that came while one was on its way are asked of together, next. */
export class Batches<T> {
  readonly #question: (all: readonly T[]) => Promise<boolean>;
  readonly #gathering = new Map<number, Batch<T>>();
  readonly #last = new Map<number, Promise<unknown>>();

  constructor(question: (all: readonly T[]) => Promise<boolean>) {
    this.#question = question;
  }

  /** The answer to the question that these are part of. */
  async ask(lane: number, some: readonly T[]): Promise<boolean> {
    const batch = this.#gathering.get(lane) ?? this.#gather(lane);
    batch.all.push(...some);
    return batch.answer;
  }

  #gather(lane: number): Batch<T> {
    const all: T[] = [];
    const answer = (this.#last.get(lane) ?? Promise.resolve()).then(() => {
      this.#gathering.delete(lane);
      return this.#question(all);
    });
    // The next question does not depend on what became of this one.
    this.#last.set(
      lane,
      answer.catch(() => false),
    );
    const batch = { all, answer };
    this.#gathering.set(lane, batch);
    return batch;
  }
}
