import { partitionOf, patternOf } from '../../src/storm/pattern.ts';
import { podAlert } from './worker-bench.ts';

/** An alertname for each partition. */
export function namesFor(partitions: number): string[] {
  const names: string[] = [];
  for (let i = 0; Object.keys(names).length < partitions; i++) {
    const { hash } = patternOf(podAlert('x', { alertname: `Alert${i}` }).labels);
    names[partitionOf(hash, partitions)] ??= `Alert${i}`;
  }
  return names;
}

export interface Sent {
  /** Pods by alertname, each told once and accepted. */
  readonly accepted: ReadonlyMap<string, readonly string[]>;
  /** Answers that were no 202, by status. */
  readonly refused: ReadonlyMap<number, number>;
}

/** Sends one alert after the other, of several patterns in turn, each again until it is accepted, as Alertmanager does. */
export class SteadySender {
  readonly #url: string;
  readonly #accepted = new Map<string, string[]>();
  readonly #refused = new Map<number, number>();
  readonly #ways: Promise<void>[];
  #stopped = false;

  constructor(url: string, names: readonly string[]) {
    this.#url = url;
    this.#ways = names.map((name) => this.#sendOn(name));
  }

  get sent(): Sent {
    return { accepted: this.#accepted, refused: this.#refused };
  }

  acceptedOf(name: string): number {
    return this.#accepted.get(name)?.length ?? 0;
  }

  /** Resolves once the last alerts of all are accepted. */
  async stop(): Promise<Sent> {
    this.#stopped = true;
    await Promise.all(this.#ways);
    return this.sent;
  }

  async #sendOn(name: string): Promise<void> {
    for (let i = 0; !this.#stopped; i++) {
      const pod = `${name}-${i}`;
      while (!(await this.#post(name, pod)));
      this.#accepted.set(name, [...(this.#accepted.get(name) ?? []), pod]);
    }
  }

  async #post(name: string, pod: string): Promise<boolean> {
    const body = JSON.stringify({ version: '4', alerts: [podAlert(pod, { alertname: name })] });
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(`${this.#url}/webhooks/alertmanager`, { method: 'POST', headers, body });
    if (status !== 202) this.#refused.set(status, (this.#refused.get(status) ?? 0) + 1);
    return status === 202;
  }
}
