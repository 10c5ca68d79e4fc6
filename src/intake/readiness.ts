import { messageOf } from '../errors.ts';
import type { Readiness } from '../http/health.ts';
import { within } from '../http/within.ts';
import type { Instance } from '../instance.ts';
import type { AdmissionSources } from './admission.ts';

/** The kubelet gives a probe one second unless told otherwise. */
const pingWaitMs = 800;

export interface ReadinessSources extends Omit<AdmissionSources, 'redis'> {
  readonly instance: Pick<Instance, 'redis' | 'ping'>;
  /** What else is to be told, and makes no process unready. */
  readonly details?: (() => Readiness['details']) | undefined;
}

/** Whether intake can serve: Redis answers, of a cluster every master that it needs, and this process is not about to stop. All else is a detail. */
export function readiness({ instance, overload, draining, details: others }: ReadinessSources) {
  return async (): Promise<Readiness> => {
    const problem = await redisProblem(instance);
    const reasons = problem === undefined ? await overload.reasons().catch(() => []) : [];
    const details = { redis: problem ?? 'up', draining: draining(), overload: reasons, ...others?.() };
    return { ok: problem === undefined && !draining(), details };
  };
}

async function redisProblem({ redis, ping }: ReadinessSources['instance']): Promise<string | undefined> {
  if (redis.status !== 'ready') return 'away';
  try {
    await within(pingWaitMs, ping());
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
