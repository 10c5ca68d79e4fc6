import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import type { WorkerBench } from './worker-bench.ts';
import { eventually } from './eventually.ts';
import { plainEnv } from './plain-env.ts';
import { redisEnv } from './redis.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

type Env = Readonly<Record<string, string>>;

/** One command that has ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `stormfold …` as a process of its own, without a terminal, and waits for its end. */
export async function stormfold(args: readonly string[], env: Env = {}): Promise<Ran> {
  const child = spawnMain(args, env);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

/** The same in tables and words, as on a terminal, unless the arguments ask for something else. */
export async function shown(args: readonly string[], env: Env = {}): Promise<Ran> {
  const asked = ['--json', '--yaml'].some((option) => args.includes(option));
  return stormfold(asked ? args : [...args, '--no-json'], env);
}

/** The environment that makes a command see a bench's instance. */
export function envOf({ instance }: Pick<WorkerBench, 'instance'>): Env {
  return { ...redisEnv(instance.config.redisUrl), STORMFOLD_PREFIX: instance.config.prefix };
}

/** What differs from run to run made the same: ages, and with them the width of columns, which become ` | `. */
export function steady(output: string): string {
  return output.replaceAll(/\b(\d+[dhms]){1,2} ago\b/g, 'AGO').replaceAll(/ {2,}/g, ' | ');
}

type Line = Readonly<Record<string, unknown>>;

/** `stormfold serve` as a process of its own. */
export class ServeProcess {
  readonly lines: Line[] = [];
  readonly exit: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(env: Env, args: readonly string[] = []) {
    const child = spawnMain(['serve', ...args], { STORMFOLD_LISTEN: '127.0.0.1:0', ...env });
    this.#child = child;
    this.exit = once(child, 'exit').then(([code]) => code as number | null);
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      this.lines.push(...parts.map((line) => JSON.parse(line) as Line));
    });
    child.stderr.pipe(process.stderr);
  }

  /** Resolves to the first line with this message, once there is one. */
  async logged(msg: string): Promise<Line> {
    return eventually(
      () => {
        const line = this.lines.find((each) => each['msg'] === msg);
        if (!line) throw new Error(`not logged yet: ${msg}`);
        return line;
      },
      { timeout: 30_000, interval: 20 },
    );
  }

  /** Where it listens, once it does; with `starting`, already while it waits for Redis. */
  async url(msg: 'listening' | 'starting' = 'listening'): Promise<string> {
    return String((await this.logged(msg))['url']);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exit;
  }
}

/** A command that goes on until it is told to end, with what it has printed. */
export class LivingCommand {
  stdout = '';
  stderr = '';
  readonly #child: ReturnType<typeof spawnMain>;
  readonly #exit: Promise<number | null>;

  constructor(args: readonly string[], env: Env = {}) {
    this.#child = spawnMain(args, env);
    this.#child.stdout.setEncoding('utf8').on('data', (chunk: string) => (this.stdout += chunk));
    this.#child.stderr.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
    this.#exit = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** Sends the signal and answers the exit code; null when it was the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.#exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }
}

function spawnMain(args: readonly string[], env: Env) {
  return spawn(process.execPath, [main, ...args], {
    env: { ...plainEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
