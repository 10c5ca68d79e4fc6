import { messageOf } from '../errors.ts';
import type { Readiness } from '../http/health.ts';
import { within } from '../http/within.ts';
import type { Instance } from '../instance.ts';
import type { AdmissionSources } from './admission.ts';

/** The kubelet gives a probe one second unless told otherwise. */
const pingWaitMs = 800;

export interface ReadinessSources extends AdmissionSources {
  readonly redis: Pick<Instance['redis'], 'status' | 'ping'>;
  /** What else is to be told, and makes no process unready. */
  readonly details?: (() => Readiness['details']) | undefined;
}

/** Whether intake can serve: Redis answers, and this process is not about to stop. All else is a detail. */
export function readiness({ redis, overload, draining, details: others }: ReadinessSources) {
  return async (): Promise<Readiness> => {
    const problem = await redisProblem(redis);
    const reasons = problem === undefined ? await overload.reasons().catch(() => []) : [];
    const details = { redis: problem ?? 'up', draining: draining(), overload: reasons, ...others?.() };
    return { ok: problem === undefined && !draining(), details };
  };
}

async function redisProblem(redis: Pick<Instance['redis'], 'status' | 'ping'>): Promise<string | undefined> {
  if (redis.status !== 'ready') return 'away';
  try {
    await within(pingWaitMs, redis.ping());
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
