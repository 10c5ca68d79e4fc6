import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { loadConfig } from '../../../src/config.ts';
import { type Instance, openInstance } from '../../../src/instance.ts';
import { silentLog } from '../../../src/log.ts';
import type { Counters } from '../../../src/redis/counters.ts';
import { plainEnv } from '../../../test/support/plain-env.ts';
import { nodeArgs } from '../../node-args.ts';
import type { Prepared } from '../load/sender.ts';
import { Spawned } from '../process.ts';
import type { Target } from './target.ts';

const token = 'bench-token';
const patienceMs = 60_000;

export interface StormfoldOptions {
  readonly redisUrl: string;
  /** The processes that it consists of; the first takes the alerts. */
  readonly roles: readonly ('all' | 'intake' | 'worker')[];
  readonly env?: Readonly<Record<string, string>>;
  /** Another checkout than this one, and what it is called. */
  readonly root?: string;
  readonly name?: string;
}

const ownRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Stormfold as it is deployed, with everything on that is on by default, and with auth. */
export class StormfoldTarget implements Target {
  readonly name: string;
  readonly path = '/webhooks/alertmanager';
  readonly headers = { authorization: `Bearer ${token}` };
  readonly shape = 'webhook' as const;
  readonly url: string;
  readonly urls: readonly string[];
  readonly processes: readonly Spawned[];
  readonly instance: Instance;
  readonly #folder: string;
  #before: Counters = {};

  private constructor(
    name: string,
    processes: readonly Spawned[],
    urls: readonly string[],
    instance: Instance,
    folder: string,
  ) {
    [this.name, this.processes, this.urls] = [name, processes, urls];
    [this.instance, this.#folder] = [instance, folder];
    this.url = urls[0] ?? '';
  }

  static async start(options: StormfoldOptions): Promise<StormfoldTarget> {
    const { redisUrl, roles, env = {}, root = ownRoot, name = 'Stormfold' } = options;
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-bench-'));
    const own = {
      ...{
        REDIS_URL: redisUrl,
        STORMFOLD_PREFIX: `bench-${randomUUID().slice(0, 8)}`,
        STORMFOLD_WINDOW: '12h',
      },
      ...{
        STORMFOLD_SINK_DIRECTORY: folder,
        STORMFOLD_WEBHOOK_TOKENS: token,
        STORMFOLD_OPERATOR_TOKENS: token,
      },
      ...{ STORMFOLD_LISTEN: '127.0.0.1:0' },
      ...env,
    };
    const instance = await openInstance(loadConfig({ env: own }), silentLog(), 'working');
    const main = join(root, 'src/cli/main.ts');
    const start = (role: string) =>
      new Spawned(process.execPath, [...nodeArgs, main, 'serve', '--role', role], { ...plainEnv(), ...own });
    const processes = roles.map(start);
    const urls = await Promise.all(processes.map((one) => one.until(urlIn)));
    return new StormfoldTarget(name, processes, urls, instance, folder);
  }

  /** Of each process, what reads one sample of its metrics, such as `name_bucket{le="1"}`. */
  async metrics(): Promise<((sample: string) => number)[]> {
    const read = async (url: string) => (await fetch(`${url}/metrics`, { headers: this.headers })).text();
    const texts = await Promise.all(this.urls.map(read));
    return texts.map((text) => (sample: string) => valueIn(text, sample));
  }

  async begin(): Promise<void> {
    this.#before = await this.instance.counters.read();
  }

  async settled({ alerts, fresh }: Prepared): Promise<void> {
    const start = performance.now();
    for (;;) {
      const sums = await this.#since();
      if (sums['received'] === alerts && sums['pending'] === 0) return checkOutcomes(sums, { alerts, fresh });
      if (performance.now() - start > patienceMs)
        throw new Error(`not all was folded: ${JSON.stringify(sums)}`);
      await pause(2);
    }
  }

  async #since(): Promise<Counters> {
    const now = await this.instance.counters.read();
    return Object.fromEntries(Object.entries(now).map(([name, n]) => [name, n - (this.#before[name] ?? 0)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.processes.map((one) => one[Symbol.asyncDispose]()));
    await this.instance.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function urlIn(output: string): string | undefined {
  const line = output.split('\n').find((text) => text.includes('"msg":"listening"'));
  return line === undefined ? undefined : (JSON.parse(line) as { url: string }).url;
}

/** Every alert that was sent was read, and each has the outcome that it must have: a result counts only then. */
function checkOutcomes(sums: Counters, { alerts, fresh }: Pick<Prepared, 'alerts' | 'fresh'>): void {
  const of = (name: string) => sums[name] ?? 0;
  const right =
    of('queued') === alerts && of('opened') + of('folded') === fresh && of('repeated') === alerts - fresh;
  if (!right)
    throw new Error(`${alerts} alerts, ${fresh} of them new, came to another end: ${JSON.stringify(sums)}`);
}

function valueIn(metrics: string, sample: string): number {
  const line = metrics.split('\n').find((text) => text.startsWith(`${sample} `));
  if (line === undefined) throw new Error(`no ${sample} among the metrics`);
  return Number(line.slice(sample.length + 1));
}
