import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { testRedisArgs } from '../../scripts/tiers.ts';
import { openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';
import { plainEnv } from '../support/plain-env.ts';
import { eventually } from '../support/eventually.ts';
import { Peek, testConfig } from '../support/peek.ts';
import { ServiceProcess } from '../support/processes.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const mib = 2 ** 20;

/** An instance on a Redis of its own, whose memory nobody else fills, with processes that a test starts. */
export class OverloadBench {
  readonly peek: Peek;
  readonly #redis: RedisServer;
  readonly #env: NodeJS.ProcessEnv;
  readonly #started = new Map<string, ServiceProcess>();

  private constructor(redis: RedisServer, peek: Peek, env: NodeJS.ProcessEnv) {
    this.#redis = redis;
    this.peek = peek;
    this.#env = env;
  }

  static async open({
    maxMemory = '0',
    env = {},
  }: { maxMemory?: string; env?: Record<string, string> } = {}): Promise<OverloadBench> {
    const redis = await startRedis({ say: () => {}, args: [...testRedisArgs, '--maxmemory', maxMemory] });
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
    const config = testConfig(folder, { redisUrl: redis.url });
    const peek = new Peek(await openInstance(config, silentLog(), 'answering'), folder);
    const own = {
      REDIS_URL: redis.url,
      STORMFOLD_PREFIX: config.prefix,
      STORMFOLD_SINK_DIRECTORY: folder,
      STORMFOLD_LISTEN: '127.0.0.1:0',
    };
    return new OverloadBench(redis, peek, { ...plainEnv(), ...own, ...env });
  }

  /** Starts a process, and answers where it listens. */
  async serve(role: 'intake' | 'worker', name: string = role): Promise<string> {
    const started = new ServiceProcess(process.execPath, [main, 'serve', '--role', role], this.#env);
    this.#started.set(name, started);
    return started.url();
  }

  /** What a process logged, line by line. */
  logsOf(name: string): Record<string, unknown>[] {
    return this.#started.get(name)?.logs() ?? [];
  }

  /** The most memory that each process ever held, and Redis, in MiB. */
  async peaks(): Promise<Record<string, number>> {
    const peaks: Record<string, number> = {};
    for (const [name, { child }] of this.#started) peaks[name] = await mostResident(child.pid);
    const info = await this.peek.instance.redis.info('memory');
    return { ...peaks, redis: Math.round(Number(/^used_memory_peak:(\d+)/m.exec(info)?.[1]) / mib) };
  }

  /** Resolves once nothing waits and every storm is submitted. */
  async settled(timeout = 60_000): Promise<void> {
    await eventually(
      async () => {
        const { pending } = await this.peek.instance.counters.read();
        const left = (await this.peek.storms('open', 'sealed')).length;
        if (pending !== 0 || left > 0)
          throw new Error(`${pending} alerts wait, ${left} storms are not submitted`);
      },
      { timeout, interval: 100 },
    );
  }

  /** The pods of every member of every submitted storm, one entry a member; each storm has exactly one resource. */
  async submittedPods(): Promise<string[]> {
    const storms = await this.peek.storms('submitted');
    const resources = await this.peek.resources();
    const countOf = new Map(resources.map(({ metadata, spec }) => [metadata.name, spec.alertCount]));
    if (countOf.size !== storms.length) throw new Error(`${storms.length} storms, ${countOf.size} resources`);
    const pods: string[] = [];
    for (const storm of storms) {
      const before = pods.length;
      for await (const page of this.peek.instance.reader.allMembers(storm))
        pods.push(...page.map(({ resource }) => resource.name));
      const [inStorm, inResource] = [pods.length - before, countOf.get(storm.resourceName ?? '')];
      if (inStorm !== inResource)
        throw new Error(`${storm.id}: ${inStorm} members, but ${inResource} in its resource`);
    }
    return pods;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const started of this.#started.values()) await started[Symbol.asyncDispose]();
    await this.peek.instance.close();
    await this.#redis.stop();
    await rm(this.peek.folder, { recursive: true, force: true });
  }
}

/** The high-water mark of a process' resident memory, as the kernel keeps it: no sample can miss a peak. */
export async function mostResident(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024);
}
