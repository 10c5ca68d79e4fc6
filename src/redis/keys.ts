import type { StormState } from '../storm/storm.ts';

/**
 * Every Redis key of Stormfold, in one file. A partition's keys share one hash tag, so that a script may touch any of
 * them on Redis Cluster; BullMQ's keys of that partition's queue carry the same tag, so that one transaction holds both.
 */
export interface PartitionKeys {
  /** BullMQ's `prefix` for this partition's queue. */
  readonly queuePrefix: string;
  /** ZSET job id → arrival in ms: alerts that were accepted and not folded yet, dead ones included. */
  readonly pending: string;
  /** HASH job id → the first answer that `fold` gave it. */
  readonly answers: string;
  /** HASH of sums that only ever grow, and `pending` (alerts). */
  readonly counters: string;
  /** STREAM of quarantined alerts, newest last, capped. */
  readonly rejects: string;
  /** STREAM of alerts that a rule muted, newest last, capped. */
  readonly muted: string;
  /** HASH `storms|<tenant>`, `alerts|<tenant>` → what each tenant has open. */
  readonly tenants: string;
  /** ZSET storm id → since when its resource does not say what came after the seal. */
  readonly updates: string;
  /** ZSET storm id → time: the storms in one state; open ones by their deadline, others by when they came to it. */
  readonly storms: (state: StormState) => string;
  /** The open storm of a pattern. */
  readonly open: (patternHash: string) => StormKeys;
  /** A storm that was sealed, by its id. */
  readonly storm: (stormId: string) => SealedKeys;
  /** STRING: the id of the pattern's last sealed storm, for as long as episodes are remembered. */
  readonly last: (patternHash: string) => string;
  /** HASH: what may join the pattern's last sealed storm, where its rule has a cooldown; or that it is to be divided yet, or was dropped too soon. */
  readonly cooldown: (patternHash: string) => string;
  /** STRING: what is remembered of a fingerprint's latest episode. */
  readonly episode: (fingerprint: string) => string;
  /** STRING, for a minute: which Redis took a write that replicas are to have. */
  readonly mark: (name: string) => string;
}

/** Where one storm lives: `seal` renames the open set of these to the storm's own. */
export interface StormKeys {
  /** HASH: everything about the storm that has one value. */
  readonly record: string;
  /** LIST of `<arrival> <JSON>`, one an episode, in order. Its index is the episode's ordinal. */
  readonly members: string;
  /** HASH ordinal → endsAt: what `late` told while it was open, and what versions before this one folded. */
  readonly resolved: string;
  /** HASH ordinal → deliveries beyond the first, by versions before this one. */
  readonly repeats: string;
  /** LIST of whole alerts as JSON, the first few. */
  readonly samples: string;
  /** HASH fingerprint → how often it fired again in this storm, where the rule says when that is flapping. */
  readonly flaps: string;
  /** ZSET ordinal → when it will have ended unless it is sent again, of the alerts that say so. */
  readonly expires: string;
  /** STRING: deliveries and end of each member, ten bytes a member; see tallies.ts. */
  readonly tallies: string;
}

/** What a sealed storm has besides. */
interface SealedKeys extends StormKeys {
  /** HASH ordinal → endsAt of alerts that ended after the seal. */
  readonly late: string;
  /** HASH ordinal → `<arrival> <JSON>` of alerts that joined after it. */
  readonly joined: string;
  /** STRING: its resource as JSON, written down before the first try. */
  readonly manifest: string;
  /** STRING: of a scope's storm, which of its members have one cause, as JSON, written down before it is divided. */
  readonly plan: string;
}

export interface Keys {
  readonly instance: string;
  /** BullMQ's `prefix` for the queues that no partition owns: finalize and sweep. */
  readonly queuePrefix: string;
  partition(index: number): PartitionKeys;
}

export function keysFor(prefix: string): Keys {
  return {
    instance: `{${prefix}}:instance`,
    queuePrefix: `{${prefix}}`,
    partition: (index) => partitionKeys(`{${prefix}:${index}}`),
  };
}

function partitionKeys(tag: string): PartitionKeys {
  return {
    queuePrefix: tag,
    pending: `${tag}:pending`,
    answers: `${tag}:answers`,
    counters: `${tag}:counters`,
    rejects: `${tag}:rejects`,
    muted: `${tag}:muted`,
    tenants: `${tag}:tenants`,
    updates: `${tag}:updates`,
    storms: (state) => `${tag}:storms:${state}`,
    open: (patternHash) => stormKeys(`${tag}:open:${patternHash}`),
    storm: (id) => sealedKeys(`${tag}:storm:${id}`),
    last: (patternHash) => `${tag}:last:${patternHash}`,
    cooldown: (patternHash) => `${tag}:cooldown:${patternHash}`,
    episode: (fingerprint) => `${tag}:episode:${fingerprint}`,
    mark: (name) => `${tag}:mark:${name}`,
  };
}

function stormKeys(base: string): StormKeys {
  return {
    record: base,
    members: `${base}:members`,
    resolved: `${base}:resolved`,
    repeats: `${base}:repeats`,
    samples: `${base}:samples`,
    flaps: `${base}:flaps`,
    expires: `${base}:expires`,
    tallies: `${base}:tallies`,
  };
}

function sealedKeys(base: string): SealedKeys {
  return {
    ...stormKeys(base),
    late: `${base}:late`,
    joined: `${base}:joined`,
    manifest: `${base}:manifest`,
    plan: `${base}:plan`,
  };
}
