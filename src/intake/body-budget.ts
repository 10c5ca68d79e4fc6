/**
 * How many bytes of bodies may be held at once, over all requests. Bytes count as they come, not as they are announced:
 * a sender that stalls holds only what it sent.
 */
export class BodyBudget {
  readonly #limit: number;
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get held(): number {
    return this.#held;
  }

  /** One request's share, empty at first. */
  open(): BodyShare {
    let own = 0;
    return {
      fits: (bytes) => this.#held + bytes <= this.#limit,
      take: (bytes) => {
        if (this.#held + bytes > this.#limit) return false;
        own += bytes;
        this.#held += bytes;
        return true;
      },
      release: () => {
        this.#held -= own;
        own = 0;
      },
    };
  }
}

export interface BodyShare {
  /** Whether there is room for so many bytes now; takes none. */
  fits(bytes: number): boolean;
  /** False when there is no room for them. */
  take(bytes: number): boolean;
  /** Gives everything back; again is harmless. */
  release(): void;
}
