import type { RequestHandler } from 'express';

import { asksProxy } from '../config/proxy.ts';
import type { Config, Credentials } from '../config.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { isSender, presentedIn } from './credentials.ts';
import { type Delays, FailedLogins, realDelays } from './failed-logins.ts';
import { operatorGate } from './operator.ts';
import { HttpProblem } from './problem.ts';
import { crossSiteGuard, refuseOtherNames } from './same-origin.ts';
import { Secrets } from './secrets.ts';
import { TrustedProxy } from './trusted-proxy.ts';

/** Who may pass, decided from the headers alone: nothing of a stranger's body is read. */
export interface Gates {
  readonly webhook: RequestHandler;
  /** For operators' routes; also refuses what another site makes a browser send. Sets `request.operator`. */
  readonly operator: readonly RequestHandler[];
  /** Undefined: metrics are open. */
  readonly metrics: RequestHandler | undefined;
  /** Answers at once whoever is made to wait for guessing, from now on: the process drains. */
  readonly letGo: () => void;
}

export interface GateOptions {
  /** Undefined: failed logins are not counted. */
  readonly metrics?: Pick<Metrics, 'loginFailures'>;
  readonly delays?: Delays;
}

/** Throws a ConfigError when a token file can't be used. */
export function openGates(auth: Config['auth'], log: Log, options: GateOptions = {}): Gates {
  const { metrics, delays = realDelays } = options;
  const counting = (gate: 'webhook' | 'operator') => {
    // Shown before the first: a series that appears with 1 is no increase to Prometheus.
    metrics?.loginFailures.inc({ gate }, 0);
    return () => metrics?.loginFailures.inc({ gate });
  };
  const proxy = asksProxy(auth.proxy) ? new TrustedProxy(auth.proxy, delays.now) : undefined;
  const secrets = new Secrets(auth.operator, log, delays.now);
  const logins = new FailedLogins(delays);
  const operator = operatorGate({ secrets, proxy, logins, onFailure: counting('operator') });
  // Without leave to be open to others, this machine alone is listened to.
  const ownNamesOnly = secrets.open && !proxy && !auth.allowOpen;
  return {
    webhook: webhookGate(auth.webhook, log, { now: delays.now, onFailure: counting('webhook') }),
    operator: [operator, ...(ownNamesOnly ? [refuseOtherNames] : []), crossSiteGuard(proxy)],
    metrics: auth.metrics ? operator : undefined,
    letGo: () => logins.letGo(),
  };
}

interface WebhookOptions {
  readonly now: () => number;
  /** Told of every login that failed. */
  readonly onFailure: () => void;
}

/** Bearer tokens and basic auth. Nobody is made to wait here, or told 429: alerts would be lost by it. */
function webhookGate(credentials: Credentials, log: Log, { now, onFailure }: WebhookOptions): RequestHandler {
  const secrets = new Secrets(credentials, log, now);
  return (request, _response, next) => {
    const presented = presentedIn(request);
    if (secrets.open || (presented && isSender(presented, secrets))) return next();
    if (presented) onFailure();
    throw new HttpProblem('unauthorized', 'The credentials are missing or not known here.', webhookAdvice, {
      headers: { 'WWW-Authenticate': 'Bearer realm="stormfold"' },
    });
  };
}

const webhookAdvice =
  "Give a webhook token as `Authorization: Bearer …`, or basic auth: `http_config` in Alertmanager's receiver.";
