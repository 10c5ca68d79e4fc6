import { STATUS_CODES } from 'node:http';

import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';

import { StormfoldError, messageOf } from '../errors.ts';
import { requestIdOf } from './request-id.ts';

/** Everything that an HTTP caller can be told, with the status that it is told with. To a sender never 429: it takes that for lost. */
const statuses = {
  'unreadable-body': 400,
  'all-alerts-bad': 400,
  'bad-parameter': 400,
  'bad-request': 400,
  unauthorized: 401,
  'cross-site': 403,
  'not-found': 404,
  'no-resource': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'too-many-logins': 429,
  'headers-too-large': 431,
  internal: 500,
  'not-ready': 503,
  draining: 503,
  'redis-away': 503,
  'not-replicated': 503,
  overloaded: 503,
  'too-many-bytes-in-flight': 503,
  'body-too-slow': 503,
} as const;

export type ProblemKind = keyof typeof statuses;

export function statusOf(kind: ProblemKind): number {
  return statuses[kind];
}

export interface ProblemOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** More members of the problem, for its reader. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** More keys of the one line that is logged about it. */
  readonly logged?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An answer that is an error (RFC 9457): thrown by a handler, sent by `problemHandler`. */
export class HttpProblem extends StormfoldError {
  readonly kind: ProblemKind;
  readonly status: number;
  readonly options: ProblemOptions;

  constructor(kind: ProblemKind, detail: string, advice: string, options: ProblemOptions = {}) {
    super(detail, { advice, cause: options.cause });
    this.kind = kind;
    this.status = statuses[kind];
    this.options = options;
  }
}

/** "Later": what senders repeat by themselves. */
export function tryLater(
  kind: ProblemKind,
  detail: string,
  retryAfterSeconds: number,
  options: ProblemOptions = {},
): HttpProblem {
  const headers = { ...options.headers, 'Retry-After': String(retryAfterSeconds) };
  return new HttpProblem(kind, detail, 'Send the same request again later.', { ...options, headers });
}

export const problemType = 'application/problem+json';

export function problemBody({ kind, status, message, advice, options }: HttpProblem, instance: string) {
  const title = STATUS_CODES[status] ?? 'Error';
  const type = `urn:stormfold:problem:${kind}`;
  return { type, title, status, detail: message, advice, instance, ...options.extra };
}

/** The last handler: every error that was thrown on the way becomes a problem, and one line in the log. */
export const problemHandler: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const problem = asProblem(error);
  logProblem(request, problem);
  // Half an answer is out: Express' own handler cuts the connection, so that nobody takes it for a whole one.
  if (response.headersSent) next(error);
  else sendProblem(response, problem, requestIdOf(request));
};

/** For paths that nothing answers. */
export const notFound: RequestHandler = (request) => {
  throw new HttpProblem(
    'not-found',
    `There is nothing at ${request.path}.`,
    'Look the path up in the README.',
  );
};

/** For a path's other methods; `allow` as the header holds it. */
export function methodNotAllowed(allow: string): RequestHandler {
  return ({ method }) => {
    const advice = `Use ${allow}.`;
    throw new HttpProblem('method-not-allowed', `${method} does nothing here.`, advice, {
      headers: { Allow: allow },
    });
  };
}

function sendProblem(response: Response, problem: HttpProblem, instance: string): void {
  response.status(problem.status).set(problem.options.headers ?? {});
  response.type(problemType).send(JSON.stringify(problemBody(problem, instance)));
}

function logProblem(request: Request, { kind, status, message, options }: HttpProblem): void {
  const cause = options.cause === undefined ? undefined : messageOf(options.cause);
  const { method, path, operator } = request;
  const keys = { problem: kind, status, method, path, operator, ...options.logged };
  if (status === 500) request.log.error({ ...keys, err: options.cause }, 'request failed');
  else if (status > 500) request.log.warn({ ...keys, detail: message, cause }, 'request refused');
  else request.log.info({ ...keys, detail: message, cause }, 'request refused');
}

/** What Express and its body parsers throw carries a status and, where its text may be shown, `expose`. */
interface FrameworkError {
  readonly status?: unknown;
  readonly expose?: unknown;
}

function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { status, expose } = (typeof error === 'object' && error !== null ? error : {}) as FrameworkError;
  if (typeof status !== 'number' || status < 400 || status >= 500) return internalProblem(error);
  const detail = expose === true ? messageOf(error) : 'The request could not be read.';
  const [kind, advice] = frameworkKinds[status] ?? (['bad-request', 'Mend the request.'] as const);
  return new HttpProblem(kind, detail, advice, { cause: error });
}

const frameworkKinds: Readonly<Record<number, readonly [ProblemKind, string]>> = {
  404: ['not-found', 'Look the path up in the README.'],
  413: ['body-too-large', 'Send less in one request.'],
  415: ['unsupported-media-type', 'Send uncompressed UTF-8 in the format that this path takes.'],
};

function internalProblem(cause: unknown): HttpProblem {
  const advice = 'Look in the log for the request id that stands here as `instance`.';
  return new HttpProblem('internal', 'Something went wrong on our side.', advice, { cause });
}
