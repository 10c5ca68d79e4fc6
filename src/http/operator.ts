import type { Request, RequestHandler, Response } from 'express';

import { operatorIn, presentedIn } from './credentials.ts';
import { type FailedLogins, placeFreeSeconds } from './failed-logins.ts';
import { networkOf, peerOf } from './peer.ts';
import { HttpProblem } from './problem.ts';
import type { Secrets } from './secrets.ts';
import type { TrustedProxy } from './trusted-proxy.ts';

declare global {
  // Express' own place for what middleware adds to a request.
  // oxlint-disable-next-line typescript/no-namespace
  namespace Express {
    interface Request {
      /**
       * Who came in: as the proxy says, or the user name of basic auth, or `token`. For the log line of whatever this
       * request changes. Undefined where nobody is asked.
       */
      operator?: string;
    }
  }
}

export interface OperatorSources {
  readonly secrets: Secrets;
  /** Undefined: no proxy is believed. */
  readonly proxy: TrustedProxy | undefined;
  readonly logins: FailedLogins;
  /** Told of every login that failed. */
  readonly onFailure: () => void;
}

/** Lets operators in, and remembers on the request who it is. */
export function operatorGate({ secrets, proxy, logins, onFailure }: OperatorSources): RequestHandler {
  const refuse = () => refusalOf(secrets.open ? proxyAlone : asksForPassword);
  if (secrets.open && !proxy) return (_request, _response, next) => next();
  return async (request, response, next) => {
    const user = proxy?.userIn(request);
    if (user !== undefined) return admit(request, user, next);
    const presented = presentedIn(request);
    if (!presented) throw refuse();
    const address = networkOf(peerOf(request) ?? '');
    if (logins.isCrowded(address)) throw tooManyLogins();
    const operator = operatorIn(presented, secrets);
    if (operator !== undefined) return admit(request, operator, next);
    onFailure();
    await Promise.race([logins.add(address, request.log), gone(response)]);
    if (!response.destroyed) throw refuse();
  };
}

function admit(request: Request, operator: string, next: () => void): void {
  request.operator = operator;
  next();
}

function gone(response: Response): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('close', resolve);
  return promise;
}

interface Refusal {
  readonly challenge: string;
  readonly advice: string;
}

const asksForPassword: Refusal = {
  challenge: 'Basic realm="stormfold", charset="UTF-8"',
  advice: 'Give an operator token, as `Authorization: Bearer …` or as the password of basic auth.',
};
// Not basic auth: browsers would ask for a password that nobody has.
const proxyAlone: Refusal = {
  challenge: 'Bearer realm="stormfold"',
  advice: 'Come in through the proxy that asks who you are.',
};

function refusalOf({ challenge, advice }: Refusal): HttpProblem {
  return new HttpProblem('unauthorized', 'The credentials are missing or not known here.', advice, {
    headers: { 'WWW-Authenticate': challenge },
  });
}

function tooManyLogins(): HttpProblem {
  const detail = 'Too many logins from your address have failed and wait for their answers.';
  return new HttpProblem('too-many-logins', detail, 'Wait, then try again.', {
    headers: { 'Retry-After': String(placeFreeSeconds) },
  });
}
