import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { plainEnv } from './plain-env.ts';
import { programOnPath } from './program.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** The program that lends a command a terminal; undefined where there is none, and what needs it is skipped. */
export const script = programOnPath('script');

// Where tests run unwatched, Node takes every terminal for one without colours.
const colourful = { CI: undefined, NO_COLOR: undefined, NODE_DISABLE_COLORS: undefined };

/** `stormfold …` on a terminal of 24 rows, unless told otherwise, and 100 columns, with what it drew. Gone when the test is. */
export class TerminalRun {
  output = '';
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;

  constructor(args: readonly string[], env: Readonly<Record<string, string>>, rows = 24) {
    const words = [process.execPath, main, ...args].map((word) => `'${word}'`);
    const command = `stty rows ${rows} cols 100; exec ${words.join(' ')}`;
    this.#child = spawn(script ?? 'script', ['-qec', command, '/dev/null'], {
      env: { ...plainEnv(), ...colourful, TERM: 'xterm', SHELL: '/bin/sh', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.#exit = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** Presses Ctrl-C, and answers the exit code. */
  async interrupt(): Promise<number | null> {
    this.#child.stdin?.write('\u0003');
    return this.#exit;
  }

  async ended(): Promise<number | null> {
    return this.#exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
