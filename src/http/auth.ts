import type { RequestHandler } from 'express';

import type { Config, Credentials } from '../config.ts';
import type { Log } from '../log.ts';
import { HttpProblem } from './problem.ts';
import { refuseCrossSite } from './same-origin.ts';
import { Secrets } from './secrets.ts';

/** Who may pass, decided from the headers alone: nothing of a stranger's body is read. */
export interface Gates {
  readonly webhook: RequestHandler;
  /** For operators' routes; also refuses what another site makes a browser send. */
  readonly operator: readonly RequestHandler[];
  /** Undefined: metrics are open. */
  readonly metrics: RequestHandler | undefined;
}

/** Throws a ConfigError when a token file can't be used. */
export function openGates(auth: Config['auth'], log: Log): Gates {
  const operator = operatorAuth(auth.operator, log);
  return {
    webhook: webhookAuth(auth.webhook, log),
    operator: [operator, refuseCrossSite],
    metrics: auth.metrics ? operator : undefined,
  };
}

/** Bearer tokens and basic auth. */
export function webhookAuth(credentials: Credentials, log: Log, now?: () => number): RequestHandler {
  const secrets = new Secrets(credentials, log, now);
  const accepts = ({ token, pair }: Presented) =>
    (token !== undefined && secrets.hasToken(token)) || (pair !== undefined && secrets.hasBasic(pair));
  return gate(secrets.open, accepts, 'Bearer realm="stormfold"', webhookAdvice);
}

/** As for the webhook, and a token is also the password of basic auth, under any user name: browsers ask for that. */
export function operatorAuth(credentials: Credentials, log: Log, now?: () => number): RequestHandler {
  const secrets = new Secrets(credentials, log, now);
  const accepts = ({ token, pair }: Presented) =>
    (token !== undefined && secrets.hasToken(token)) ||
    (pair !== undefined && (secrets.hasBasic(pair) || secrets.hasToken(passwordOf(pair))));
  return gate(secrets.open, accepts, 'Basic realm="stormfold", charset="UTF-8"', operatorAdvice);
}

const webhookAdvice =
  "Give a webhook token as `Authorization: Bearer …`, or basic auth: `http_config` in Alertmanager's receiver.";
const operatorAdvice =
  'Give an operator token, as `Authorization: Bearer …` or as the password of basic auth.';

interface Presented {
  readonly token?: string;
  readonly pair?: string;
}

function gate(
  open: boolean,
  accepts: (presented: Presented) => boolean,
  challenge: string,
  advice: string,
): RequestHandler {
  return (request, _response, next) => {
    if (open || accepts(presentedIn(request.get('Authorization')))) return next();
    const detail = 'The credentials are missing or not known here.';
    throw new HttpProblem('unauthorized', detail, advice, { headers: { 'WWW-Authenticate': challenge } });
  };
}

function presentedIn(header = ''): Presented {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+) *$/.exec(header) ?? [];
  if (scheme.toLowerCase() === 'bearer') return { token: credentials };
  if (scheme.toLowerCase() === 'basic') return { pair: Buffer.from(credentials, 'base64').toString('utf8') };
  return {};
}

function passwordOf(pair: string): string {
  return pair.slice(pair.indexOf(':') + 1);
}
