import { setTimeout as pause } from 'node:timers/promises';

export interface SenderOptions {
  readonly name: string;
  /** In each notification, spread over the patterns. */
  readonly alerts: number;
  readonly patterns: number;
  /** Each alert is about so many bytes longer than it must be. */
  readonly filler?: number;
}

/** What a sender was told when it was turned away. */
export interface Refusal {
  readonly status: number;
  readonly type: string | null;
  readonly retryAfter: string | null;
  readonly body: { readonly type: string; readonly reasons?: readonly string[] };
}

/** How long a sender waits before it sends what was not taken again. Alertmanager's own pause grows, from the same. */
const pauseMs = 100;

/** Sends one notification after the other as Alertmanager does: each again and again until it is taken. */
export class Sender {
  readonly refusals: Refusal[] = [];
  /** When it was turned away, and when something was taken, in ms of `performance.now`. */
  readonly refusedAt: number[] = [];
  readonly takenAt: number[] = [];
  /** The pods of every alert in what was answered 202. */
  readonly pods: string[] = [];
  readonly #url: string;
  readonly #options: SenderOptions;
  #sent = 0;

  constructor(url: string, options: SenderOptions) {
    this.#url = `${url}/webhooks/alertmanager`;
    this.#options = options;
  }

  /** Goes on until the signal, and then until what it has in hand is taken. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.#deliver();
  }

  async #deliver(): Promise<void> {
    const pods = Array.from(
      { length: this.#options.alerts },
      (_, i) => `${this.#options.name}-${this.#sent}-${i}`,
    );
    this.#sent += 1;
    const body = this.#bodyOf(pods);
    while (!(await this.#isTaken(body))) await pause(pauseMs);
    this.pods.push(...pods);
  }

  async #isTaken(body: string): Promise<boolean> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(this.#url, { method: 'POST', headers, body });
    const answer = (await response.json()) as Refusal['body'];
    if (response.status === 202) {
      this.takenAt.push(performance.now());
      return true;
    }
    const [type, retryAfter] = ['content-type', 'retry-after'].map((name) => response.headers.get(name));
    this.refusals.push({
      status: response.status,
      type: type ?? null,
      retryAfter: retryAfter ?? null,
      body: answer,
    });
    this.refusedAt.push(performance.now());
    return false;
  }

  #bodyOf(pods: readonly string[]): string {
    const { patterns, filler = 0 } = this.#options;
    const alerts = pods.map((pod, i) => ({
      status: 'firing',
      labels: { alertname: `Overload${i % patterns}`, namespace: 'shop', pod },
      annotations: { filler: 'x'.repeat(filler) },
      startsAt: '2026-06-01T12:00:00Z',
    }));
    return JSON.stringify({ version: '4', alerts });
  }
}

/** Several senders at once, until `enough` resolves; then each brings what it has in hand to its end. */
export class Senders {
  readonly all: readonly Sender[];
  readonly #stop = new AbortController();
  readonly #runs: Promise<unknown>;

  constructor(url: string, count: number, options: Omit<SenderOptions, 'name'>) {
    this.all = Array.from({ length: count }, (_, i) => new Sender(url, { ...options, name: `s${i}` }));
    this.#runs = Promise.all(this.all.map((sender) => sender.run(this.#stop.signal)));
    // Where a test fails before it asks for them, its own failure is the one to be told.
    this.#runs.catch(() => {});
  }

  get refusals(): readonly Refusal[] {
    return this.all.flatMap((sender) => sender.refusals);
  }

  /** The pods of all that was answered 202. */
  get pods(): string[] {
    return this.all.flatMap((sender) => sender.pods);
  }

  /** Nothing new is begun. Resolves once all that was begun is taken. */
  async finish(): Promise<void> {
    this.#stop.abort();
    await this.#runs;
  }
}
