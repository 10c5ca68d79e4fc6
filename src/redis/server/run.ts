import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { StormfoldError, messageOf } from '../../errors.ts';

const execute = promisify(execFile);

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

/** Runs a program to its end and resolves to its standard output. Throws with the last lines of its complaint. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { cwd, env = process.env, timeoutMs = 0 } = options;
  try {
    const { stdout } = await execute(program, args, {
      cwd,
      env,
      timeout: timeoutMs,
      maxBuffer: 64 * 2 ** 20,
    });
    return stdout;
  } catch (cause) {
    throw new StormfoldError(`${program} ${args[0] ?? ''}: ${complaintOf(cause)}`, { cause });
  }
}

/** The same, where failing is an answer: undefined. */
export async function tryRun(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string | undefined> {
  return run(program, args, options).catch(() => undefined);
}

function complaintOf(error: unknown): string {
  const { stderr = '' } = error as { stderr?: string };
  const lines = stderr.split('\n').filter(Boolean);
  return lines.slice(-2).join(' ') || messageOf(error);
}
