import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'vitest';
import { parse } from 'yaml';

import type { AlertStormManifest } from '../../src/sink/manifest.ts';
import { eventually } from '../support/eventually.ts';
import { plainEnv } from '../support/plain-env.ts';
import { ServiceProcess } from '../support/processes.ts';
import { Program } from '../support/program.ts';
import { postJson } from '../support/service-bench.ts';
import { podNotification } from '../support/worker-bench.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Commands of a person's, on a Redis that does not take everybody. */
export class Secured {
  readonly folder: string;
  readonly #env: Record<string, string>;

  private constructor(folder: string, env: Record<string, string>, prefix: string) {
    this.folder = folder;
    this.#env = {
      ...{ STORMFOLD_PREFIX: prefix, STORMFOLD_SINK_DIRECTORY: folder, STORMFOLD_LISTEN: '127.0.0.1:0' },
      ...env,
    };
  }

  static async open(env: Record<string, string>, prefix = `test-${randomUUID()}`): Promise<Secured> {
    return new Secured(await mkdtemp(join(tmpdir(), 'stormfold-test-')), env, prefix);
  }

  serve(more: Record<string, string> = {}): ServiceProcess {
    return new ServiceProcess(process.execPath, [main, 'serve'], this.#with(more));
  }

  /** More of the environment of all that is started from here on. */
  add(more: Record<string, string>): void {
    Object.assign(this.#env, more);
  }

  /** Runs a command to its end. */
  async run(...args: string[]): Promise<{ code: number | null; output: string }> {
    await using program = new Program(process.execPath, [main, ...args], this.#with());
    return { code: await program.ended(), output: program.output };
  }

  /** Posts alerts, and answers how many of them are in each resource once there is one. */
  async storm(url: string, count: number): Promise<number[]> {
    const { status } = await postJson(`${url}/webhooks/alertmanager`, podNotification(count));
    expect(status).toBe(202);
    return eventually(async () => {
      const names = (await readdir(this.folder)).filter((name) => name.endsWith('.yaml'));
      expect(names.length).toBeGreaterThan(0);
      const texts = await Promise.all(names.map((name) => readFile(join(this.folder, name), 'utf8')));
      return texts.map((text) => (parse(text) as AlertStormManifest).spec.alertCount);
    });
  }

  #with(more: Record<string, string> = {}): NodeJS.ProcessEnv {
    return { ...plainEnv(), ...this.#env, ...more };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
