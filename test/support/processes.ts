import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Config } from '../../src/config.ts';
import { openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { Peek, testConfig } from './peek.ts';
import { plainEnv } from './plain-env.ts';
import { Program } from './program.ts';
import { redisEnv } from './redis.ts';
import { eventually, patience } from './eventually.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** One process of the service, as an operator would start it. */
export class ServiceProcess extends Program {
  /** Where it listens. Resolves once it says so. */
  async url(): Promise<string> {
    return eventually(() => {
      const line = this.logs().find(({ msg }) => msg === 'listening');
      if (typeof line?.['url'] !== 'string') throw new Error(`does not listen yet: ${this.output}`);
      return line['url'];
    }, patience);
  }

  /** What it logged, line by line. */
  logs(): Record<string, unknown>[] {
    const lines = this.output.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/** An instance whose processes a test starts, kills and looks at from outside. */
export class Processes {
  readonly config: Config;
  readonly peek: Peek;
  readonly #started: ServiceProcess[] = [];

  private constructor(config: Config, peek: Peek) {
    this.config = config;
    this.peek = peek;
  }

  static async open(): Promise<Processes> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
    const config = testConfig(folder);
    return new Processes(config, new Peek(await openInstance(config, silentLog(), 'answering'), folder));
  }

  /** The environment that makes a command act on this instance. */
  env(more: Record<string, string> = {}): NodeJS.ProcessEnv {
    return {
      ...plainEnv(),
      ...redisEnv(this.config.redisUrl),
      STORMFOLD_PREFIX: this.config.prefix,
      STORMFOLD_SINK_DIRECTORY: this.peek.folder,
      STORMFOLD_LISTEN: '127.0.0.1:0',
      ...more,
    };
  }

  serve(role: 'all' | 'intake' | 'worker', env: Record<string, string> = {}): ServiceProcess {
    const started = new ServiceProcess(process.execPath, [main, 'serve', '--role', role], this.env(env));
    this.#started.push(started);
    return started;
  }

  /** Runs a command to its end. */
  async run(...args: string[]): Promise<{ code: number | null; output: string }> {
    await using program = new Program(process.execPath, [main, ...args], this.env());
    return { code: await program.ended(), output: program.output };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const started of this.#started) await started[Symbol.asyncDispose]();
    await this.peek.close();
    await rm(this.peek.folder, { recursive: true, force: true });
  }
}
