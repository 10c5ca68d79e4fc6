import { randomUUID } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

import type { AffectedResource } from '../../src/alert/alert.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import type { Instance } from '../../src/instance.ts';
import { wake } from '../../src/queue/arm.ts';
import type { AlertStormManifest } from '../../src/sink/manifest.ts';
import { type Storm, stormStates } from '../../src/storm/storm.ts';
import { eventually, patience } from './eventually.ts';
import { redisEnv, removeAll } from './redis.ts';

/** A configuration on the tests' Redis under a prefix of its own, writing to this folder. */
export function testConfig(folder: string, changes: Partial<Config> = {}): Config {
  const prefix = `test-${randomUUID()}`;
  const config = loadConfig({
    env: {
      ...redisEnv(changes.redisUrl),
      STORMFOLD_PREFIX: prefix,
      STORMFOLD_SINK_DIRECTORY: folder,
      STORMFOLD_LISTEN: '127.0.0.1:0',
    },
  });
  return { ...config, ...changes };
}

/** Looks at an instance from outside: its storms in Redis, and the resources that came out. */
export class Peek {
  readonly instance: Instance;
  readonly folder: string;

  constructor(instance: Instance, folder: string) {
    this.instance = instance;
    this.folder = folder;
  }

  async storms(...states: Storm['state'][]): Promise<Storm[]> {
    const wanted = states.length > 0 ? states : stormStates;
    return [...(await this.instance.list.page(wanted, 1000)).storms];
  }

  /** Resolves once no alert waits any more. */
  async folded(): Promise<void> {
    await eventually(async () => {
      const { pending } = await this.instance.counters.read();
      if (pending !== 0) throw new Error(`${pending} alerts are pending`);
    }, patience);
  }

  /** Resolves once that many storms are in this state, with them. */
  async until(state: Storm['state'], count: number): Promise<Storm[]> {
    return eventually(async () => {
      const storms = await this.storms(state);
      if (storms.length !== count) throw new Error(`${storms.length} storms are ${state}, not ${count}`);
      return storms;
    }, patience);
  }

  /** Fires the timer of a storm, as if its time had come. */
  async fire({ id, pattern }: Storm, now: number): Promise<void> {
    await wake(this.instance.queues.finalize, { id, pattern: pattern.text, requestId: '' }, now);
  }

  async fireAll(now: number): Promise<void> {
    for (const storm of await this.storms('open')) await this.fire(storm, now);
  }

  /** Every resource that was written, by name. */
  async resources(): Promise<AlertStormManifest[]> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.yaml')).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(this.folder, name), 'utf8')));
    return texts.map((text) => parse(text) as AlertStormManifest);
  }

  /** Puts a file where a folder would have to be, which not even root gets past. */
  async blockFolder(path: string): Promise<void> {
    await writeFile(path, '');
  }

  /** Removes all that the instance left in Redis, and closes the connection. */
  async close(): Promise<void> {
    const { redis, config } = this.instance;
    await removeAll(redis, config.prefix);
    await this.instance.close();
  }
}

/** The affected resources of a manifest as `Kind/namespace/name`. */
export function namesOf(manifest: AlertStormManifest): string[] {
  return manifest.spec.affectedResources.map(({ kind, namespace, name }: AffectedResource) => {
    return [kind, namespace, name].filter((part) => part !== undefined).join('/');
  });
}
