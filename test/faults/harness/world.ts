import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify, parse } from 'yaml';

import { freePort } from '../../../src/redis/server/free-port.ts';
import type { AlertStormManifest } from '../../../src/sink/manifest.ts';
import { plainEnv } from '../../support/plain-env.ts';
import { ApiEndpoint } from './api-endpoint.ts';
import { ClusterControl } from './cluster-control.ts';
import { type RedisControl, startSingle } from './redis-control.ts';
import type { RunRules } from './rules.ts';
import type { Fsync } from './server-control.ts';
import { type Preload, type Role, Slot } from './slot.ts';

export type RedisKind = 'single' | 'cluster';

export interface WorldPlan {
  /** Default: single. */
  readonly redis?: RedisKind;
  readonly fsync: Fsync;
  /** On a cluster: a replica for each master. */
  readonly replicas?: boolean;
  /** What the nodes of a cluster are told besides. */
  readonly nodeArgs?: readonly string[];
  readonly sink: 'kubernetes' | 'directory';
  readonly rules: RunRules;
  readonly intakes: number;
  /** What each worker runs under; its length is the number of workers. */
  readonly workers: readonly { readonly preload?: Preload; readonly clockMs?: number }[];
  readonly env?: Readonly<Record<string, string>>;
}

/** One instance in real processes, with everything that it talks to in the hands of a test. */
export class World {
  readonly prefix = 'stormfold';
  readonly plan: WorldPlan;
  readonly folder: string;
  readonly redis: RedisControl;
  readonly api: ApiEndpoint;
  readonly intakes: readonly Slot[];
  readonly workers: readonly Slot[];
  readonly urls: readonly string[];

  private constructor(
    plan: WorldPlan,
    folder: string,
    redis: RedisControl,
    api: ApiEndpoint,
    ports: readonly number[],
    env: NodeJS.ProcessEnv,
  ) {
    this.plan = plan;
    this.folder = folder;
    this.redis = redis;
    this.api = api;
    this.urls = ports.map((port) => `http://127.0.0.1:${port}`);
    const start = (role: Role, more: NodeJS.ProcessEnv, preload?: Preload) =>
      new Slot(role, { env: { ...env, ...more }, ...(preload && { preload }) });
    this.intakes = ports.map((port) => start('intake', { STORMFOLD_LISTEN: `127.0.0.1:${port}` }));
    this.workers = plan.workers.map(({ preload, clockMs = 0 }) =>
      start('worker', { STORMFOLD_LISTEN: '127.0.0.1:0', FAULT_CLOCK: String(clockMs) }, preload),
    );
  }

  /** Resolves when every process listens. */
  static async open(plan: WorldPlan): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-faults-'));
    const redis = await startRedisFor(plan, join(folder, 'redis'));
    const api = await ApiEndpoint.start();
    await mkdir(join(folder, 'storms'));
    await writeFile(join(folder, 'kubeconfig'), kubeconfigFor(api.url));
    const ports = await Promise.all(Array.from({ length: plan.intakes }, () => freePort()));
    return oneByOne(async () => {
      const world = new World(plan, folder, redis, api, ports, environment(plan, folder, redis));
      try {
        await Promise.all(world.slots.map((slot) => slot.ready()));
        return world;
      } catch (error) {
        await world[Symbol.asyncDispose]();
        throw error;
      }
    });
  }

  get slots(): readonly Slot[] {
    return [...this.intakes, ...this.workers];
  }

  get storms(): string {
    return join(this.folder, 'storms');
  }

  /** Every resource that exists, wherever this instance puts them. */
  async resources(): Promise<AlertStormManifest[]> {
    if (this.plan.sink === 'kubernetes') return [...this.api.objects.values()];
    const names = (await readdir(this.storms)).filter((name) => name.endsWith('.yaml'));
    const texts = await Promise.all(names.map((name) => readFile(join(this.storms, name), 'utf8')));
    return texts.map((text) => parse(text) as AlertStormManifest);
  }

  logs(): string {
    return this.slots.flatMap((slot) => slot.logs).join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.slots.map((slot) => slot.close()));
    await this.api.close();
    await this.redis.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function startRedisFor(plan: WorldPlan, dir: string): Promise<RedisControl> {
  const { redis, fsync, nodeArgs = [], replicas = false } = plan;
  if (redis === 'cluster') return ClusterControl.start({ dir, fsync, args: nodeArgs, replicas });
  return startSingle({ dir, fsync });
}

let starting: Promise<unknown> = Promise.resolve();

// Many processes that start at once on a small machine all start late.
async function oneByOne<T>(start: () => Promise<T>): Promise<T> {
  const started = starting.then(start);
  starting = started.catch(() => undefined);
  return started;
}

function environment(plan: WorldPlan, folder: string, redis: RedisControl): NodeJS.ProcessEnv {
  return {
    ...plainEnv(),
    ...redis.env,
    ...plan.rules.env,
    STORMFOLD_SINK: plan.sink,
    STORMFOLD_SINK_DIRECTORY: join(folder, 'storms'),
    STORMFOLD_SINK_TIMEOUT: '1s',
    STORMFOLD_STOP_TIMEOUT: '3s',
    KUBECONFIG: join(folder, 'kubeconfig'),
    // Hundreds of processes start: reading the same modules anew would be most of their work.
    NODE_COMPILE_CACHE: join(tmpdir(), 'stormfold-compile-cache'),
    ...plan.env,
  };
}

function kubeconfigFor(server: string): string {
  const name = 'scripted';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name, user: { token: 'token-of-a-test' } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
  });
}
