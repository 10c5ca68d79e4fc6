import { ApiException } from '@kubernetes/client-node';

import { codeOf, messageOf, type Verdict } from '../../errors.ts';
import * as advice from './advice.ts';
import { type ApiStatus, statusOf } from './status.ts';
import type { ResourceType } from '../resource-type.ts';
import { SinkError } from '../sink.ts';
import { retryAfterMsOf } from './retry-after.ts';

interface Ruling {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly advice: string;
}

/** What was asked for, so that the advice can name it. */
export interface Asked {
  readonly type: ResourceType;
  /** What the service account has to be allowed. */
  readonly verbs: readonly string[];
  /** Undefined: on the resource itself. */
  readonly subresource?: string;
}

const rulings: Readonly<Record<number, (asked: Asked) => Ruling>> = {
  400: invalid,
  401: () => ({ verdict: 'wait', reason: 'unauthorized', advice: advice.renewToken }),
  403: ({ type, verbs, subresource }) => ({
    ...{ verdict: 'wait', reason: 'forbidden', advice: advice.grantRights(type, verbs, subresource) },
  }),
  404: ({ type }) => ({
    ...{ verdict: 'wait', reason: 'definition_missing', advice: advice.applyDefinition(type) },
  }),
  408: () => ({ verdict: 'retry', reason: 'timeout', advice: advice.nothingToDo }),
  409: () => ({ verdict: 'retry', reason: 'conflict', advice: advice.nothingToDo }),
  413: () => tooLarge,
  422: invalid,
  429: () => ({ verdict: 'retry', reason: 'throttled', advice: advice.nothingToDo }),
};

/** Refusals that no later try could change. */
function invalid({ type }: Asked): Ruling {
  return { verdict: 'never', reason: 'invalid', advice: advice.correctResource(type) };
}

const tooLarge: Ruling = { verdict: 'never', reason: 'too_large', advice: advice.shortenTemplate };

// Above 1.5 MiB it is etcd that refuses, and the API server hands its words on as an error of its own.
const etcdRefuses = /etcdserver: request is too large|trying to send message larger than max/;

const serverError: Ruling = { verdict: 'retry', reason: 'server_error', advice: advice.nothingToDo };

// Not a word of it in the table: an hour of tries costs little, and then somebody looks at it.
const unexpected: Ruling = {
  verdict: 'wait',
  reason: 'unexpected',
  advice: advice.notAnApiServer,
};

/**
 * What a failed call means for the storm. The order matters: an ApiException is asked first, because a timeout carries a
 * `code` too, and it is a number that looks like a status. `now` is for a Retry-After that is a date.
 */
export function classify(error: unknown, asked: Asked, now: number = Date.now()): SinkError {
  if (error instanceof SinkError) return error;
  if (error instanceof ApiException) return classifyAnswer(error, asked, now);
  if (error instanceof DOMException) return classifyTimeout(error);
  if (error instanceof TypeError && error.cause instanceof Error) return classifyNetwork(error, error.cause);
  return classifyUnsent(error);
}

/** The answer says that the name is taken: whose it is, the caller has to ask. */
export function isAlreadyExists(error: unknown): boolean {
  return error instanceof ApiException && error.code === 409 && statusOf(error).reason === 'AlreadyExists';
}

/** The answer says that there is no such object; where a definition is missing it names none. */
export function isObjectMissing(error: unknown, name: string): boolean {
  if (!(error instanceof ApiException) || error.code !== 404) return false;
  const status = statusOf(error);
  return status.name === name && status.kind !== 'namespaces';
}

function classifyAnswer(error: ApiException<unknown>, asked: Asked, now: number): SinkError {
  const status = statusOf(error);
  const { code, headers } = error;
  const retryAfterMs = retryAfterMsOf(headers['retry-after'], now) ?? inMs(status.retryAfterSeconds);
  const words = status.message === '' ? 'without a word' : status.message;
  return new SinkError(`the API server answered ${code}: ${words}`, {
    ...rulingOf(code, status, asked),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function rulingOf(code: number, status: ApiStatus, asked: Asked): Ruling {
  if (etcdRefuses.test(status.message)) return tooLarge;
  if (code === 404 && status.kind === 'namespaces')
    return {
      verdict: 'wait',
      reason: 'namespace_missing',
      advice: advice.createNamespace(status.name ?? 'NAME'),
    };
  return rulings[code]?.(asked) ?? (code >= 500 ? serverError : unexpected);
}

function classifyTimeout(error: DOMException): SinkError {
  return new SinkError('the API server did not answer in time; the resource may have been written', {
    verdict: 'retry',
    reason: 'timeout',
    advice: 'Nothing to do: the next try meets what this one may have written',
    cause: error,
  });
}

// OpenSSL's words for a certificate, and Node's.
const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_SSL|^ERR_TLS/;

// fetch throws a TypeError whose message is always the same; what happened stands in its cause.
function classifyNetwork(error: TypeError, cause: Error): SinkError {
  const code = codeOf(cause) ?? cause.message;
  const trust = certificateCode.test(code);
  return new SinkError(`cannot reach the API server: ${code}`, {
    verdict: 'retry',
    reason: trust ? 'tls' : 'network',
    advice: trust ? advice.seeTrust : advice.nothingToDo,
    cause: error,
  });
}

// Thrown before anything was sent: a token file that is gone, a credential command that fails.
function classifyUnsent(error: unknown): SinkError {
  return new SinkError(`cannot ask the API server: ${messageOf(error)}`, {
    verdict: 'wait',
    reason: 'credentials',
    advice: advice.seeCredentials,
    cause: error,
  });
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
