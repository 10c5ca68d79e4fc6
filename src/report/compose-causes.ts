import { planOf } from '../correlation/plan.ts';
import type { Instance } from '../instance.ts';
import { expiredIn } from '../redis/expired.ts';
import { buildManifests } from '../sink/manifests.ts';
import type { Resource } from '../sink/resource.ts';
import { type CauseStorm, causeStormOf } from '../storm/cause-storm.ts';
import { causeFateNow } from '../storm/fate.ts';
import { parseMember, parseSample } from '../storm/fold-entry.ts';
import type { ScopeMember } from '../storm/scope-member.ts';
import { SnapshotBuilder } from '../storm/snapshot.ts';
import type { Storm, StormMember } from '../storm/storm.ts';
import type { ResourceOf } from './compose.ts';

type Sources = Pick<Instance, 'redis' | 'keys' | 'scopes' | 'config' | 'rules' | 'store' | 'topologyNow'>;

/** The resources of a scope's storm, one for each cause, if it were divided as it stands and nothing were carried over. */
export async function composeCauses(
  instance: Sources,
  scope: Storm,
  resourceOf: ResourceOf,
): Promise<readonly Resource[]> {
  const { scopes, rules, config, store, topologyNow, redis, keys } = instance;
  const { partitions } = config;
  const members = await scopes.members(scope);
  const expired = await expiredIn({ redis, keys, partitions }, scope);
  const whole: Storm = { ...scope, sealReason: 'forced' };
  const { correlation } = rules.book;
  const before = await scopes.before(whole, correlation.maxAlerts);
  const { causes } = planOf(whole, members, { before, topology: topologyNow(), rules: correlation });
  const settings = { severityOrder: config.severityOrder, samples: store.settings.samples };
  const { namespace } = config.sink;
  const options = { ...(namespace !== undefined && { namespace }), instance: config.prefix };
  return causes.flatMap((planned) => {
    const { storm, own, samples } = asItStands(whole, causeStormOf(whole, planned, members, settings), {
      members,
      expired,
    });
    const builder = new SnapshotBuilder();
    builder.add(own);
    const snapshot = builder.build(
      storm,
      samples.map((text) => parseSample(text, storm.openedAt)),
    );
    return buildManifests(snapshot, options, own).map(resourceOf);
  });
}

interface Standing {
  readonly members: readonly ScopeMember[];
  /** By their ordinals. */
  readonly expired: ReadonlySet<number>;
}

/** As `divide` would make it. */
function asItStands(scope: Storm, cause: CauseStorm, { members: all, expired }: Standing) {
  const own = cause.members.map(({ ordinal, text }): StormMember => {
    const { alertname, reason } = parseMember(text, undefined, 0);
    return { ...stored(all, ordinal), ...(alertname && { alertname }), ...(reason && { reason }) };
  });
  const { id, pattern, terms, openedAt, severity, commonPairs, samples } = cause;
  const { previousId: _before, expiredCount: _expired, ...rest } = scope;
  const storm: Storm = {
    ...{ ...rest, id, pattern, terms, openedAt, cause: cause.cause, severity: severity.name },
    ...{ alertCount: own.length, commonPairs: commonPairs.split(',').filter(Boolean) },
    deliveryCount: own.reduce((sum, { deliveries }) => sum + deliveries, 0),
    resolvedCount: own.filter(({ endsAt }) => endsAt !== undefined).length,
    flappingCount: own.filter(({ flapping }) => flapping).length,
  };
  const expiredCount = cause.members.filter(({ ordinal }) => expired.has(ordinal)).length;
  return { storm: { ...storm, fate: causeFateNow(storm, expiredCount) }, own, samples };
}

function stored(all: readonly ScopeMember[], ordinal: number): StormMember {
  const found = all[ordinal]?.member;
  if (!found) throw new RangeError(`the scope has no member ${ordinal}`);
  return found;
}
