import { z } from 'zod';

import { StormfoldError } from '../../errors.ts';

const longestMessage = 500;
/** Whatever a server asks for, it is asked again after this. */
const longestWaitMs = 300_000;

/** The API server refused, in an answer or in the middle of a watch. */
export class ApiError extends StormfoldError {
  /** An HTTP status. */
  readonly code: number;
  /** What the server asks for. */
  readonly retryAfterMs: number | undefined;

  constructor(code: number, message: string, retryAfterMs?: number) {
    super(`the API server answered ${code}: ${message.trim().slice(0, longestMessage) || 'without a word'}`);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

const status = z.object({ code: z.number().default(0), message: z.string().default('') });

export function apiErrorOf(code: number, retryAfter: string | string[] | undefined, body: string): ApiError {
  const seconds = Number(retryAfter);
  const retryAfterMs = seconds > 0 ? Math.min(seconds * 1000, longestWaitMs) : undefined;
  return new ApiError(code, messageIn(body), retryAfterMs);
}

/** A watch told something else than a change: going on from the same place could meet it again. */
export class BrokenWatch extends ApiError {}

/** Of what stands in a watch in place of an object. */
export function brokenBy(object: unknown): BrokenWatch {
  const { data } = status.safeParse(object);
  return new BrokenWatch(data?.code ?? 0, data?.message ?? '');
}

function messageIn(body: string): string {
  try {
    return status.parse(JSON.parse(body)).message;
  } catch {
    return body;
  }
}
