import { type Caller, hasCredentials, isAsked } from '../config/listen.ts';
import { asksProxy } from '../config/proxy.ts';
import { type Config, isLoopback } from '../config.ts';
import type { Log } from '../log.ts';
import type { RedisClient } from '../redis/client.ts';
import { durabilityRisks } from '../redis/durability.ts';
import { placementOf } from '../redis/placement.ts';

/** Says what in this Redis puts accepted alerts at risk, and what to do about it. */
export async function warnOfRisks(redis: RedisClient, log: Log): Promise<void> {
  for (const risk of await durabilityRisks(redis)) log.warn(risk, 'redis setting puts alerts at risk');
}

/** Says which master of a cluster holds which partitions, and what to do when one of them has none. */
export function tellPlacement(
  redis: RedisClient,
  config: Pick<Config, 'prefix' | 'partitions'>,
  log: Log,
): void {
  const placement = placementOf(redis, config.prefix, config.partitions);
  if (!placement) return;
  const { masters, idle, partitionsToUse } = placement;
  if (idle.length === 0) return log.info({ masters }, 'partitions are spread over all masters');
  const advice =
    partitionsToUse === undefined
      ? 'Set another STORMFOLD_PREFIX while nothing is stored.'
      : `Set STORMFOLD_PARTITIONS=${partitionsToUse}, or another STORMFOLD_PREFIX, while nothing is stored.`;
  log.warn({ masters, idle, advice }, 'some masters hold no partition and fold nothing');
}

/** Says how each kind of caller comes in, and above all who is not asked who they are. */
export function tellOpenness({ auth, listen }: Pick<Config, 'auth' | 'listen'>, log: Log): void {
  const proxy = asksProxy(auth.proxy) ? { proxy: auth.proxy } : {};
  log.info(
    { webhook: wayIn(auth, 'webhook'), operator: wayIn(auth, 'operator'), ...proxy },
    'who may come in',
  );
  const open = (['webhook', 'operator'] as const).filter((caller) => !isAsked(auth, caller));
  if (open.length === 0) return;
  if (isLoopback(listen.host)) {
    const advice = 'Set STORMFOLD_WEBHOOK_TOKENS and STORMFOLD_OPERATOR_TOKENS to listen on other addresses.';
    log.info({ open, advice }, 'no auth is configured, so this machine alone is listened to');
  } else {
    const advice = 'Make sure that something in front of Stormfold asks for credentials.';
    log.warn({ open, advice }, 'no auth is configured, and other machines can come in');
  }
}

function wayIn(auth: Config['auth'], caller: Caller): string {
  const ways = [
    hasCredentials(auth[caller]) ? 'credentials' : [],
    caller === 'operator' && asksProxy(auth.proxy) ? 'the proxy' : [],
  ];
  return ways.flat().join(' or ') || 'anybody';
}
