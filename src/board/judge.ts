import type { BeforeHook } from '@bull-board/api/typings/app';

import type { Log } from '../log.ts';
import { caller } from './caller.ts';
import { readOnlyRefusal, refusalOf } from './rights.ts';

/** Asked before each of the board's own routes. What changes something is logged before it is done, or refused. */
export function judge(log: Log, readOnly: boolean): BeforeHook {
  return ({ method, route, request }) => {
    if (method === 'get') return { allow: true };
    const { params } = request;
    const keys = { ...caller(), method, route, queue: params['queueName'], jobId: params['jobId'] };
    const refusal = readOnly ? readOnlyRefusal : refusalOf(method, route, params);
    if (refusal === undefined) {
      log.info(keys, 'board action');
      return { allow: true };
    }
    log.warn({ ...keys, refusal }, 'board action refused');
    return { allow: false, status: 403, message: refusal };
  };
}
