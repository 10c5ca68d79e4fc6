import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { Program } from '../../support/program.ts';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const preloads = new URL('../preload/', import.meta.url);

export type Role = 'intake' | 'worker';
/** Loaded before the service, from test/faults/preload: what no process can be made to do from outside. */
export type Preload = 'crash-point' | 'twice' | 'wrong-clock';

export interface Start {
  readonly env: NodeJS.ProcessEnv;
  readonly preload?: Preload;
}

/** The place of one process of the service: whatever kills it, the next one takes its place, as under a supervisor. */
export class Slot {
  readonly role: Role;
  /** Ends that nobody brought about: each is a failure of the run. */
  readonly surprises: string[] = [];
  readonly logs: string[] = [];
  readonly #usual: Start;
  #program: Program;
  #expected = false;
  #closed = false;
  #crashed: (() => void) | undefined;

  constructor(role: Role, start: Start) {
    this.role = role;
    this.#usual = start;
    this.#program = this.#spawn(start);
  }

  get pid(): number {
    return this.#program.child.pid ?? 0;
  }

  /** Resolves once it listens. */
  async ready(): Promise<void> {
    for (const until = Date.now() + 60_000; !this.#program.output.includes('"listening"');) {
      if (Date.now() > until)
        throw new Error(`${this.role} does not listen: ${this.#program.output.slice(-2000)}`);
      await pause(25);
    }
  }

  /** Ends it and starts the next one, with other conditions where they are given. */
  async restart(signal: NodeJS.Signals, next: Partial<Start> = {}): Promise<void> {
    await this.#end(signal);
    const { env, ...usual } = this.#usual;
    this.#program = this.#spawn({ ...usual, ...next, env: { ...env, ...next.env } });
  }

  /** The next process ends itself at this point, the `nth` time that it comes there. `died` is called when it did. */
  async crashAt(point: string, nth: number, died: () => void): Promise<void> {
    this.#crashed = died;
    const env = { FAULT_POINT: point, FAULT_NTH: String(nth) };
    await this.restart('SIGTERM', { env, preload: 'crash-point' });
  }

  signal(name: NodeJS.Signals): void {
    this.#program.child.kill(name);
  }

  /** Ends it for a while; `restart` brings the next one. */
  async away(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#expected = true;
    const { child } = this.#program;
    // One that was stopped with SIGSTOP hears nothing else.
    child.kill('SIGCONT');
    if (child.exitCode === null && child.signalCode === null) await this.#program.end(signal);
    this.logs.push(this.#program.output);
  }

  #spawn({ env, preload }: Start): Program {
    this.#expected = false;
    const loads = preload ? ['--import', new URL(`${preload}.ts`, preloads).href] : [];
    const program = new Program(process.execPath, [...loads, main, 'serve', '--role', this.role], env);
    void program.ended().then((code) => this.#ended(program, code));
    return program;
  }

  #ended(program: Program, code: number | null): void {
    if (this.#expected || this.#closed) return;
    this.logs.push(program.output);
    if (this.#crashed && program.output.includes('crash point reached')) this.#crashed();
    else this.surprises.push(`${this.role} ended with ${code}: ${program.output.slice(-2000)}`);
    this.#crashed = undefined;
    // One that can't even start would be started for ever.
    if (this.surprises.length < 3) this.#program = this.#spawn(this.#usual);
  }
}
