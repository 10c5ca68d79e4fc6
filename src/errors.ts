/** The three ways in which work can fail: try again, not yet, never. Everything that retries decides by these alone. */
export type Verdict = 'retry' | 'wait' | 'never';

/** An error that somebody reads: what was wrong, and what to do about it. */
export class StormfoldError extends Error {
  /** What the reader can do; one sentence. */
  readonly advice: string | undefined;

  constructor(message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.advice = options.advice;
  }
}

/** Start-up refused: the message lists every fault, and none of it is secret. */
export class ConfigError extends StormfoldError {}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return String(error);
}

/** The system's own word for a failed call, such as `ENOSPC` or `ECONNREFUSED`. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
