import type { SealReason } from '../../src/storm/storm.ts';
import type { StormTerms } from '../../src/storm/terms.ts';
import { type Sealed, moveDeadline, seal } from './deadlines.ts';
import { type Episode, type ModelAlert, Memory, wasDropped } from './memory.ts';

/** One notification's alerts of one pattern, and what their rule says. Times are milliseconds. */
export interface Notice {
  readonly at: number;
  readonly pattern: string;
  readonly terms: StormTerms;
  readonly muted: boolean;
  readonly limits: Limits | undefined;
  readonly alerts: readonly ModelAlert[];
}

/** Of the one tenant that all patterns of a history belong to. */
export interface Limits {
  readonly maxStorms?: number;
  readonly maxAlerts?: number;
}

export interface ModelMember {
  readonly fingerprint: string;
  readonly startsAt: number | undefined;
  readonly arrivedAt: number;
  deliveries: number;
  ended: boolean;
  expiresAt: number | undefined;
}

/** A storm as the rules of docs/rules.md make it. */
export interface ModelStorm {
  readonly pattern: string;
  readonly terms: StormTerms;
  readonly openedAt: number;
  readonly limited: boolean;
  sealAt: number;
  latest: number;
  latestReason: SealReason;
  rank: number;
  readonly members: ModelMember[];
  readonly joined: ModelMember[];
  readonly endedLate: number[];
  readonly refires: Map<string, number>;
  sealed?: Sealed;
}

export type Outcome = 'opened' | 'folded' | 'repeated' | 'resolved' | 'refired' | 'joined' | 'muted';

const overflowPattern = 'overflow';

/** What the storms must be, told again in plain words: one alert at a time, no Redis, no scripts. */
export class Reference {
  readonly storms: ModelStorm[] = [];
  readonly sums: Record<Outcome, number> = {
    ...{ opened: 0, folded: 0, repeated: 0, resolved: 0, refired: 0, joined: 0, muted: 0 },
  };
  readonly #memory: Memory;

  constructor(memoryMs: number, skewMs: number) {
    this.#memory = new Memory(memoryMs, skewMs);
  }

  take(notice: Notice): void {
    // What has come to its end by now is over, whoever's it is.
    for (const storm of this.storms) if (!storm.sealed && notice.at >= storm.sealAt) seal(storm);
    for (const alert of notice.alerts) {
      const full = this.#open(notice.pattern);
      if (full && notice.at >= full.sealAt) seal(full);
      this.#judge(notice, alert);
    }
  }

  /** Long after the last alert. */
  end(): void {
    for (const storm of this.storms) if (!storm.sealed) seal(storm);
  }

  #open(pattern: string): ModelStorm | undefined {
    return this.storms.find((storm) => storm.pattern === pattern && !storm.sealed);
  }

  #judge(notice: Notice, alert: ModelAlert): void {
    if (alert.status === 'resolved') return this.#end(notice, alert);
    const { verdict, episode, before } = this.#memory.fire(alert, notice.at);
    if (verdict === 'repeat' && !wasDropped(episode, this.#last(notice.pattern), notice.at)) {
      this.sums.repeated += 1;
      this.#deliver(episode);
      this.#renew(episode, alert.endsAt);
    } else if (notice.muted) {
      this.sums.muted += 1;
      episode.standing = 'muted';
      episode.home = undefined;
    } else {
      if (verdict === 'refired') this.sums.refired += 1;
      this.#count(notice, alert, episode);
      const home = episode.home?.storm;
      if (verdict === 'refired' && home && before?.storm === home && !home.sealed)
        home.refires.set(alert.fingerprint, (home.refires.get(alert.fingerprint) ?? 0) + 1);
    }
  }

  #end({ at }: Notice, alert: ModelAlert): void {
    this.sums.resolved += 1;
    const ended = this.#memory.end(alert, at);
    if (!ended?.episode.home) return;
    const { storm, ordinal } = ended.episode.home;
    if (!storm.sealed) {
      this.#deliver(ended.episode);
      const member = storm.members[ordinal];
      if (member) member.ended = true;
    } else if (ended.first) {
      storm.endedLate.push(ordinal);
    }
  }

  #last(pattern: string): ModelStorm | undefined {
    return this.storms.findLast((storm) => storm.pattern === pattern && storm.sealed);
  }

  #deliver({ home }: Episode): void {
    const member = home && !home.storm.sealed ? home.storm.members[home.ordinal] : undefined;
    if (member) member.deliveries += 1;
  }

  // What is sent again without an end says that it goes on.
  #renew({ home, endsAt }: Episode, expiresAt: number | undefined): void {
    const member = home && !home.storm.sealed ? home.storm.members[home.ordinal] : undefined;
    if (!member || endsAt !== undefined) return;
    member.expiresAt = expiresAt && Math.max(expiresAt, member.expiresAt ?? 0);
  }

  #count(notice: Notice, alert: ModelAlert, episode: Episode): void {
    const open = this.#open(notice.pattern);
    const last = open ? undefined : this.#joinable(notice, alert);
    episode.standing = 'counted';
    const ended = episode.endsAt !== undefined;
    const { fingerprint, startsAt, endsAt: expiresAt } = alert;
    const member = { fingerprint, startsAt, arrivedAt: notice.at, deliveries: 1, ended, expiresAt };
    if (last) {
      this.sums.joined += 1;
      episode.home = { storm: last, ordinal: last.members.length + last.joined.length };
      last.joined.push(member);
      if (ended) last.endedLate.push(episode.home.ordinal);
      return;
    }
    const isOver = this.#isOver(notice, open);
    const pattern = isOver ? overflowPattern : notice.pattern;
    const storm = isOver ? this.#open(pattern) : open;
    this.sums[storm ? 'folded' : 'opened'] += 1;
    const home = storm ?? this.#begin(notice, pattern);
    episode.home = { storm: home, ordinal: home.members.length };
    home.members.push(member);
    home.rank = Math.min(home.rank, alert.rank);
    moveDeadline(home, notice.at, alert.urgentMs);
  }

  #joinable({ at, pattern }: Notice, { rank }: ModelAlert): ModelStorm | undefined {
    const last = this.storms.findLast((storm) => storm.pattern === pattern);
    const { cooldownMs, cooldownMax = 0 } = last?.terms ?? {};
    if (!last || cooldownMs === undefined || last.sealed?.fate !== 'storm') return undefined;
    return at < last.sealAt + cooldownMs && rank >= last.rank && last.joined.length < cooldownMax
      ? last
      : undefined;
  }

  #isOver({ limits }: Notice, open: ModelStorm | undefined): boolean {
    if (!limits) return false;
    const own = this.storms.filter(({ sealed, limited }) => limited && !sealed);
    const alerts = own.reduce((sum, { members }) => sum + members.length, 0);
    if (limits.maxAlerts !== undefined && alerts >= limits.maxAlerts) return true;
    return !open && limits.maxStorms !== undefined && own.length >= limits.maxStorms;
  }

  #begin({ at, terms, limits }: Notice, pattern: string): ModelStorm {
    const isOverflow = pattern === overflowPattern;
    const { windowMs, quietMs } = terms;
    const storm: ModelStorm = {
      ...{ pattern, openedAt: at, limited: limits !== undefined && !isOverflow },
      terms: isOverflow ? { ...plain, windowMs } : terms,
      ...{ sealAt: at + windowMs, latest: at + windowMs, latestReason: 'expired', rank: Infinity },
      ...{ members: [], joined: [], endedLate: [], refires: new Map() },
    };
    if (!isOverflow && quietMs !== undefined) storm.sealAt = Math.min(storm.latest, at + quietMs);
    this.storms.push(storm);
    return storm;
  }
}

const plain = {
  rule: 'overflow',
  below: 'submit',
  whenResolved: 'submit',
  cooldownMax: 0,
  updates: false,
} as const;
