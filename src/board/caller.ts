import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestHandler } from 'express';

/** Who asked for what is going on, as the log says it. */
interface Caller {
  readonly requestId: string | undefined;
  /** Undefined where nobody has to say who they are. */
  readonly operator: string | undefined;
}

const callers = new AsyncLocalStorage<Caller>();

/** Goes before the board, whose hooks and buttons see no request of ours, and behind the gate that knows who it is. */
export const rememberCaller: RequestHandler = (request, _response, next) => {
  callers.run({ requestId: request.requestId, operator: request.operator }, next);
};

export function caller(): Partial<Caller> {
  return callers.getStore() ?? {};
}
