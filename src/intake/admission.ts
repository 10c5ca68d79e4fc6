import { tryLater } from '../http/problem.ts';
import { redisAway } from '../http/redis-away.ts';
import type { Instance } from '../instance.ts';
import type { OverloadReason, Overload } from './overload.ts';

export { redisAway };

export interface AdmissionSources {
  readonly redis: Pick<Instance['redis'], 'status'>;
  readonly overload: Pick<Overload, 'reasons'>;
  /** True from the moment that this process was told to stop. */
  readonly draining: () => boolean;
}

/** Resolves when a notification can be taken now. Asked before its body is read: what is refused costs no memory. */
export async function admit({ redis, overload, draining }: AdmissionSources): Promise<void> {
  if (draining()) throw tryLater('draining', 'This process is about to stop.', 5);
  await admitLoad({ redis, overload });
}

/**
 * Resolves while Redis is there and has room. Asked again once the body is read, which may have taken a minute, and many
 * of them may have come together.
 */
export async function admitLoad({
  redis,
  overload,
}: Pick<AdmissionSources, 'redis' | 'overload'>): Promise<void> {
  if (redis.status !== 'ready') throw redisAway();
  const reasons = await overload.reasons().catch((cause: unknown) => {
    throw redisAway(cause);
  });
  if (reasons.length > 0) throw overloaded(reasons);
}

function overloaded(reasons: readonly OverloadReason[]) {
  const over = reasons.map((reason) => details[reason]).join(' ');
  return tryLater('overloaded', over, 10, { extra: { reasons }, logged: { reasons } });
}

const details: Readonly<Record<OverloadReason, string>> = {
  queue: 'As many alerts wait as may.',
  memory: 'Redis is about as full as it may be.',
};
