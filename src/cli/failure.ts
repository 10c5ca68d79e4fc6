import { CommanderError } from 'commander';

import { StormfoldError, messageOf } from '../errors.ts';
import { complain } from './output.ts';

/** What a shell script may rely on. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/** The command was called in a way that makes no sense; nothing was done. */
export class UsageError extends StormfoldError {}

/** For commands that said themselves what failed: what was done stays done, and the process ends with 1. */
export function markFailed(): void {
  process.exitCode = exitCodes.failed;
}

/** Tells the person what went wrong, and answers the code to exit with. */
export function reportError(error: unknown): number {
  // Commander has printed its own complaints, and the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  complain(`error: ${messageOf(error)}`);
  if (error instanceof StormfoldError && error.advice) complain(error.advice);
  if (process.env['LOG_LEVEL'] === 'debug') complain(stackOf(error));
  return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const own = error.stack ?? '';
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause)}`;
}
