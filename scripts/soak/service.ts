import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { watchdog } from '../../src/redis/server/watchdog.ts';
import { nodeArgs } from '../node-args.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const startMs = 30_000;
const stopMs = 15_000;

/**
 * One process of the service, with an inspector on a port of its own. In a session of its own, so that Ctrl-C reaches
 * only the soak, which still has to count; it ends with the soak, however that ends.
 */
export class ServiceProcess {
  readonly role: string;
  /** Lines of level warn and above by their message: how many, and the first of them whole. */
  readonly complaints = new Map<string, { times: number; readonly first: string }>();
  readonly #child: ChildProcess;
  readonly #url = Promise.withResolvers<string>();
  readonly #inspector = Promise.withResolvers<string>();
  readonly #guard: { dismiss(): void };
  readonly #exit: Promise<unknown>;

  constructor(role: string, env: NodeJS.ProcessEnv) {
    this.role = role;
    this.#child = spawn(
      process.execPath,
      [...nodeArgs, '--inspect=127.0.0.1:0', main, 'serve', '--role', role],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
        env,
      },
    );
    this.#guard = watchdog('kill -9 "$1"', [String(this.#child.pid)]);
    this.#exit = once(this.#child, 'exit').then(() => this.#giveUp(`${role} ended`));
    // Whoever waits for them hears of it; nobody may be waiting any more.
    for (const { promise } of [this.#url, this.#inspector]) promise.catch(() => undefined);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#read(line));
  }

  /** Where it listens, and where its inspector does, as soon as it does. */
  async ready(): Promise<{ url: string; inspector: string }> {
    const timer = setTimeout(() => this.#giveUp(`${this.role} did not start within 30 s`), startMs);
    try {
      return { url: await this.#url.promise, inspector: await this.#inspector.promise };
    } finally {
      clearTimeout(timer);
    }
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** True when it ended by itself with exit code 0, after having been asked to. */
  async stop(): Promise<boolean> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), stopMs);
    if (!this.hasEnded) this.#child.kill('SIGTERM');
    await this.#exit;
    clearTimeout(timer);
    this.#guard.dismiss();
    return this.#child.exitCode === 0;
  }

  #giveUp(why: string): void {
    for (const one of [this.#url, this.#inspector]) one.reject(new Error(why));
  }

  #read(line: string): void {
    const inspector = /^Debugger listening on (ws:\S+)/.exec(line)?.[1];
    if (inspector !== undefined) return this.#inspector.resolve(inspector);
    if (!line.startsWith('{')) return;
    const { level, msg, url } = JSON.parse(line) as { level: string | number; msg: string; url?: string };
    if (msg === 'listening' && url !== undefined) this.#url.resolve(url);
    if (level === 'warn' || level === 'error' || level === 'fatal' || Number(level) >= 40)
      this.#complain(msg, line);
  }

  #complain(message: string, line: string): void {
    const { times, first } = this.complaints.get(message) ?? { times: 0, first: line };
    this.complaints.set(message, { times: times + 1, first });
  }
}
