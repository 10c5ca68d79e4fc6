import type { WorkerContext } from '../../../workers/context.ts';
import type { Mishap } from './histories.ts';

/** What a worker that died throws wherever it comes next. */
class Died extends Error {}

/** A worker to which something happens at one of its calls of Redis, before it is sent or before its answer is heard. */
export class MortalWorker {
  readonly context: WorkerContext;
  readonly #mishap: Mishap | undefined;
  readonly #calls = new Set<Promise<unknown>>();
  readonly #thaw = Promise.withResolvers<void>();
  readonly #frozen = Promise.withResolvers<'frozen'>();
  #count = 0;
  #left: Promise<unknown> = Promise.resolve();

  constructor(context: WorkerContext, mishap?: Mishap) {
    this.#mishap = mishap;
    const { instance } = context;
    const [store, scopes] = [this.#watch(instance.store), this.#watch(instance.scopes)];
    this.context = { ...context, acks: new Map(), instance: { ...instance, store, scopes } };
  }

  /** Does it. Answers whether it came to its end: not where it died or froze on the way. */
  async does(work: (context: WorkerContext) => Promise<unknown>): Promise<boolean> {
    const done = work(this.context).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Died) return false;
        throw error;
      },
    );
    const first = await Promise.race([done, this.#frozen.promise]);
    if (first === 'frozen') {
      this.#left = done;
      return false;
    }
    // What it had sent is carried out, though nobody hears of it.
    await Promise.allSettled(this.#calls);
    return first;
  }

  /** Lets it go on where it froze, to its end. */
  async wake(): Promise<void> {
    this.#thaw.resolve();
    await this.#left;
    await Promise.allSettled(this.#calls);
  }

  #watch<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (from, name) => {
        const value: unknown = Reflect.get(from, name, from);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => this.#call(() => Reflect.apply(value, from, args) as unknown);
      },
    });
  }

  async #call(go: () => unknown): Promise<unknown> {
    await this.#moment();
    const call = Promise.resolve(go());
    this.#calls.add(call);
    const answer = await call;
    await this.#moment();
    return answer;
  }

  async #moment(): Promise<void> {
    this.#count += 1;
    if (!this.#mishap || this.#count < this.#mishap.at) return;
    if (this.#mishap.kind === 'dies') throw new Died();
    this.#frozen.resolve('frozen');
    await this.#thaw.promise;
  }
}
