import { randomUUID } from 'node:crypto';

import type { Request, RequestHandler } from 'express';

import type { Log } from '../log.ts';

declare global {
  // Express' own place for what middleware adds to a request.
  // oxlint-disable-next-line typescript/no-namespace
  namespace Express {
    interface Request {
      /** In the answer, the log and the jobs; may come from the sender. */
      requestId: string;
      /** Writes the request's id into every line. */
      log: Log;
    }
  }
}

// It goes into headers, logs and terminals as it is.
const sane = /^[\w.:/+=@-]{1,128}$/;

/** Gives every request an id, the sender's own if it is sane, and every response that id. First of all handlers. */
export function requestIds(log: Log): RequestHandler {
  return (request, response, next) => {
    const sent = request.get('X-Request-Id');
    request.requestId = sent !== undefined && sane.test(sent) ? sent : randomUUID();
    request.log = log.child({ requestId: request.requestId });
    response.set('X-Request-Id', request.requestId);
    next();
  };
}

export function requestIdOf(request: Request): string {
  return request.requestId;
}
