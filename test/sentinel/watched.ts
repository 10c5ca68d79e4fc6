import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { loadConfig } from '../../src/config.ts';
import { openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { eventually } from '../support/eventually.ts';
import { Peek } from '../support/peek.ts';
import { plainEnv } from '../support/plain-env.ts';
import { ServiceProcess } from '../support/processes.ts';
import { Sentinels } from '../support/sentinels.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const windowMs = 6000;

/** An answer by its status, and by the kind of problem it is. */
export type Answered = `${number}` | `${number} ${string}`;

/** An intake and a worker, as processes, on a Redis that sentinels watch. */
export class Watched {
  readonly redis: Sentinels;
  readonly peek: Peek;
  readonly processes: readonly ServiceProcess[];
  readonly #url: string;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    redis: Sentinels,
    peek: Peek,
    processes: readonly ServiceProcess[],
    url: string,
    stack: AsyncDisposableStack,
  ) {
    this.redis = redis;
    this.processes = processes;
    this.peek = peek;
    this.#url = url;
    this.#stack = stack;
  }

  static async open(more: Record<string, string> = {}): Promise<Watched> {
    await using stack = new AsyncDisposableStack();
    const redis = stack.use(await Sentinels.open());
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const env = {
      ...{ ...redis.env(), STORMFOLD_PREFIX: `test-${randomUUID()}`, STORMFOLD_SINK_DIRECTORY: folder },
      ...{ STORMFOLD_LISTEN: '127.0.0.1:0', STORMFOLD_WINDOW: `${windowMs}ms`, ...more },
    };
    const serve = (role: string) =>
      stack.use(
        new ServiceProcess(process.execPath, [main, 'serve', '--role', role], { ...plainEnv(), ...env }),
      );
    const [intake, worker] = [serve('intake'), serve('worker')];
    const peek = new Peek(await openInstance(loadConfig({ env }), silentLog(), 'working'), folder);
    stack.defer(() => peek.close());
    const [url] = await Promise.all([intake.url(), worker.url()]);
    return new Watched(redis, peek, [intake, worker], url, stack.move());
  }

  /** Posts one alert about a pod. */
  async post(pod: string): Promise<Answered> {
    const response = await fetch(`${this.#url}/webhooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version: '4', status: 'firing', alerts: [firing(pod)] }),
    });
    const { type = '' } = (await response.json()) as { type?: string };
    return response.ok ? `${response.status}` : `${response.status} ${type.split(':').at(-1)}`;
  }

  async postAll(pods: readonly string[]): Promise<Answered[]> {
    return Promise.all(pods.map((pod) => this.post(pod)));
  }

  /** Posts an alert as its sender does, until it is taken; answers what it was told on the way. */
  async insist(pod: string): Promise<Answered[]> {
    const told: Answered[] = [];
    await eventually(async () => {
      const answer = await this.post(pod);
      told.push(answer);
      if (answer !== '202') throw new Error(answer);
    });
    return told;
  }

  /** Once every storm has its resource: the pods of each alert that is in one, sorted, as often as they are there. */
  async pods(): Promise<string[]> {
    await eventually(
      async () => {
        const { pending, opened, folded } = await this.peek.instance.counters.read();
        const left = await this.peek.storms('open', 'sealed', 'failed');
        const seen = (opened ?? 0) + (folded ?? 0);
        if (pending !== 0 || left.length > 0 || seen === 0) throw new Error('storms are under way');
      },
      { timeout: 60_000, interval: 200 },
    );
    const resources = await this.peek.resources();
    return resources
      .flatMap(({ spec }) => spec.affectedResources)
      .map(({ name }) => name ?? '')
      .sort();
  }

  /** What the processes printed that is no line of their logs. */
  odd(): string[] {
    const lines = this.processes.flatMap(({ output }) => output.split('\n'));
    return lines.filter((line) => line !== '' && !line.startsWith('{'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

function firing(pod: string) {
  return {
    status: 'firing',
    labels: { alertname: 'KubePodCrashLooping', namespace: 'shop', severity: 'warning', pod },
    annotations: {},
    startsAt: '2026-06-01T11:59:00Z',
    endsAt: '0001-01-01T00:00:00Z',
  };
}
