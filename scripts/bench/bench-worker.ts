import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { plainEnv } from '../../test/support/plain-env.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A worker in a process of its own, as an operator starts it. */
export class BenchWorker implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #url: string;

  private constructor(worker: ChildProcess, url: string) {
    this.#process = worker;
    this.#url = url;
  }

  /** Resolves when it listens. Rejects with its last words when it ends before. */
  static async start(env: NodeJS.ProcessEnv, nodeArgs: readonly string[] = []): Promise<BenchWorker> {
    const worker = spawn(process.execPath, [...nodeArgs, 'src/cli/main.ts', 'serve', '--role', 'worker'], {
      cwd: root,
      env: { ...plainEnv(), ...env, STORMFOLD_LISTEN: '127.0.0.1:0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let last = '';
    for await (const line of createInterface({ input: worker.stdout })) {
      const { msg, url } = JSON.parse(line) as { msg: string; url?: string };
      last = line;
      if (msg !== 'listening' || url === undefined) continue;
      // What it logs while it is measured is taken, as it would be by a container's runtime.
      worker.stdout.resume();
      return new BenchWorker(worker, url);
    }
    throw new Error(`the worker ended: ${last}`);
  }

  /** Milliseconds of its processors' time so far. */
  async cpuMs(): Promise<number> {
    const text = await (await fetch(`${this.#url}/metrics`)).text();
    return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]) * 1000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }
}
