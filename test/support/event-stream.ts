import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** Listens to server-sent events, and keeps what each said last. */
export class EventStream {
  readonly status: number;
  /** Whether the server has ended it. */
  readonly ended: Promise<void>;
  readonly #last = new Map<string, unknown>();
  readonly #waiting = new Set<() => void>();
  readonly #stop: AbortController;

  private constructor(response: Response, stop: AbortController) {
    this.status = response.status;
    this.#stop = stop;
    this.ended = this.#read(response);
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const stop = new AbortController();
    return new EventStream(await fetch(url, { headers, signal: stop.signal }), stop);
  }

  /** Resolves with what an event says once that is as wanted. */
  async until<T>(event: string, isWanted: (data: T) => boolean): Promise<T> {
    for (;;) {
      const data = this.#last.get(event) as T | undefined;
      if (data !== undefined && isWanted(data)) return data;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }

  async #read({ body }: Response): Promise<void> {
    if (!body) return;
    let event = '';
    try {
      for await (const line of createInterface({ input: Readable.fromWeb(body) })) {
        if (line.startsWith('event:')) event = line.slice(6).trim();
        if (line.startsWith('data:')) this.#note(event, JSON.parse(line.slice(5)));
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }

  #note(event: string, data: unknown): void {
    this.#last.set(event, data);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
