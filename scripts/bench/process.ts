import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const patienceMs = 30_000;

/** A process that a measurement starts. What it prints goes to a file, as that of a service does, so that nobody here reads along. */
export class Spawned implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), 'stormfold-bench-'));

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    const file = openSync(this.#outputFile, 'w');
    this.child = spawn(command, args, { env, stdio: ['ignore', file, file] });
    closeSync(file);
  }

  /** Asks again and again until it gets an answer. Throws with what was printed last when it ends or has none in 30 s. */
  async until<T>(ask: (output: string) => T | undefined | Promise<T | undefined>): Promise<T> {
    const start = performance.now();
    while (performance.now() - start < patienceMs && this.child.exitCode === null) {
      const answer = await Promise.resolve(ask(this.#output())).catch(() => undefined);
      if (answer !== undefined) return answer;
      await pause(20);
    }
    throw new Error(`${this.child.spawnargs.join(' ')} did not get ready: ${this.#output().slice(-2000)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      const timer = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #outputFile(): string {
    return join(this.#folder, 'output');
  }

  #output(): string {
    return readFileSync(this.#outputFile, 'utf8');
  }
}
