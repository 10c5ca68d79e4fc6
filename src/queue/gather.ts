/** How much one send may hold; what is larger by itself goes alone. */
export interface GatherBounds {
  readonly alerts: number;
  readonly bytes: number;
  /** How long the first waits for one that is under way, in milliseconds. */
  readonly waitMs: number;
}

export type GatherSize = Pick<GatherBounds, 'alerts' | 'bytes'>;

/** What has been gathered, and what becomes of it. */
interface Gathered<T, R> {
  readonly items: T[];
  readonly size: { alerts: number; bytes: number };
  readonly outcome: PromiseWithResolvers<R>;
  readonly forget: () => void;
}

/**
 * Sends together what comes together: each send costs much by itself, and little for each that goes with it. While none
 * is under way, what comes goes with the turn of the event loop that it came in, and waits for nothing. Else it waits
 * for one to return, for the bounds to be reached, or for `waitMs`. In the order in which it came.
 */
export class Gatherer<T, R> {
  readonly #send: (items: readonly T[]) => Promise<R>;
  readonly #bounds: GatherBounds;
  #underWay = 0;
  #gathered: Gathered<T, R> | undefined;

  constructor(send: (items: readonly T[]) => Promise<R>, bounds: GatherBounds) {
    this.#send = send;
    this.#bounds = bounds;
  }

  /** Becomes what the send becomes that the item goes with. */
  async add(item: T, size: GatherSize): Promise<R> {
    if (this.#gathered && this.#exceeds(this.#gathered.size, size)) this.#go();
    const { items, size: sum, outcome } = (this.#gathered ??= this.#begin());
    items.push(item);
    sum.alerts += size.alerts;
    sum.bytes += size.bytes;
    if (this.#exceeds(sum, { alerts: 1, bytes: 1 })) this.#go();
    return outcome.promise;
  }

  #begin(): Gathered<T, R> {
    const begun = { items: [], size: { alerts: 0, bytes: 0 }, outcome: Promise.withResolvers<R>() };
    if (this.#underWay === 0) {
      const turn = setImmediate(() => this.#go());
      return { ...begun, forget: () => clearImmediate(turn) };
    }
    const timer = setTimeout(() => this.#go(), this.#bounds.waitMs);
    return { ...begun, forget: () => clearTimeout(timer) };
  }

  #exceeds(sum: GatherSize, more: GatherSize): boolean {
    const { alerts, bytes } = this.#bounds;
    return sum.alerts + more.alerts > alerts || sum.bytes + more.bytes > bytes;
  }

  #go(): void {
    if (!this.#gathered) return;
    const { items, outcome, forget } = this.#gathered;
    this.#gathered = undefined;
    forget();
    this.#underWay += 1;
    const sent = this.#send(items);
    outcome.resolve(sent);
    const returned = () => {
      this.#underWay -= 1;
      this.#go();
    };
    sent.then(returned, returned);
  }
}
