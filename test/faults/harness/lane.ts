import { createHash } from 'node:crypto';

import type { LaneSubject } from './lane-subject.ts';
import { type Episode, type Ledger, twinLagMs } from './ledger.ts';
import type { Seeded } from './seeded.ts';
import { setTimeout as pause } from 'node:timers/promises';

interface Delivery {
  readonly episode: Episode;
  readonly resolved: boolean;
}

/** Where the senders' time begins; theirs has nothing to do with ours. */
const longAgo = Date.UTC(2026, 5, 1);
/** A sender's patience for one answer. */
const answerWaitMs = 5000;
const retryMs = 200;

/**
 * The alerts of one pattern, or cause, one notification after another, the way that Alertmanager sends them: what got no answer
 * is sent again, with whatever intake comes next. At times it gives up, and its alerts may be in or not.
 */
export class Lane {
  readonly #subject: LaneSubject;
  readonly #urls: readonly string[];
  readonly #ledger: Ledger;
  readonly #chance: Seeded;
  readonly #latest = new Map<number, Episode>();
  #stopped = false;

  constructor(subject: LaneSubject, urls: readonly string[], ledger: Ledger, chance: Seeded) {
    this.#subject = subject;
    this.#urls = urls;
    this.#ledger = ledger;
    this.#chance = chance;
  }

  /** Sends so many notifications, spread over about this time. */
  async run(notifications: number, ms: number): Promise<void> {
    for (let i = 0; i < notifications && !this.#stopped; i++) {
      const deliveries = this.#chance.chance(15) ? this.#burst() : this.#notification();
      const twin = this.#chance.chance(30);
      await Promise.all([
        this.#deliver(deliveries, 0),
        ...(twin ? [this.#deliver(deliveries, twinLagMs)] : []),
      ]);
      await pause(this.#chance.int(0, (2 * ms) / notifications));
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  #notification(): Delivery[] {
    return this.#some(1, 8);
  }

  #burst(): Delivery[] {
    return this.#some(Math.min(15, this.#subject.size), this.#subject.size);
  }

  #some(least: number, most: number): Delivery[] {
    const all = Array.from({ length: this.#subject.size }, (_, i) => i);
    return this.#chance.some(all, this.#chance.int(least, most)).map((n) => this.#next(n));
  }

  // Mostly a repeat, sometimes an end, sometimes a new firing of what had ended.
  #next(n: number): Delivery {
    const known = this.#latest.get(n);
    if (!known) return { episode: this.#begin(n, longAgo), resolved: false };
    const dice = this.#chance.int(1, 100);
    if (dice <= 65) return { episode: known, resolved: false };
    if (dice <= 85) return { episode: known, resolved: true };
    return { episode: this.#begin(n, known.endsAt + 60_000), resolved: false };
  }

  #begin(n: number, startsAt: number): Episode {
    const { partition } = this.#subject;
    const told = this.#subject.tell(n);
    const { alertname } = told.labels;
    const fingerprint = createHash('sha1').update(`${alertname}/${told.name}`).digest('hex').slice(0, 16);
    const endsAt = startsAt + 120_000;
    const episode = { ...told, partition, fingerprint, startsAt, endsAt, acceptedAt: [], sent: false };
    this.#latest.set(n, episode);
    this.#ledger.episodes.push(episode);
    return episode;
  }

  async #deliver(deliveries: readonly Delivery[], lagMs: number): Promise<void> {
    const body = JSON.stringify({ version: '4', alerts: deliveries.map((d) => this.#alert(d, lagMs)) });
    const first = this.#chance.int(0, this.#urls.length - 1);
    const patience = this.#chance.chance(5) ? 1 : Infinity;
    for (let tries = 0; !this.#stopped; tries++) {
      const outcome = await post(this.#urls[(first + tries) % this.#urls.length] ?? '', body);
      if (outcome !== 'unreachable')
        for (const { episode, resolved } of deliveries) episode.sent ||= !resolved;
      if (outcome === 'accepted') return this.#accept(deliveries);
      if (outcome === 'unknown') this.#doubt(deliveries);
      if (tries >= patience) return;
      await pause(retryMs);
    }
  }

  #accept(deliveries: readonly Delivery[]): void {
    const at = Date.now();
    for (const { episode, resolved } of deliveries) if (!resolved) episode.acceptedAt.push(at);
    this.#ledger.accepted.push({ at, partition: this.#subject.partition, sums: sumsOf(deliveries) });
  }

  #doubt(deliveries: readonly Delivery[]): void {
    const { firing, resolved } = sumsOf(deliveries);
    this.#ledger.uncertain.firing += firing;
    this.#ledger.uncertain.resolved += resolved;
  }

  #alert({ episode, resolved }: Delivery, lagMs: number): object {
    const time = (ms: number) => new Date(ms).toISOString();
    return {
      status: resolved ? 'resolved' : 'firing',
      labels: episode.labels,
      annotations: { summary: `${episode.name} is not well` },
      startsAt: time(episode.startsAt + lagMs),
      endsAt: resolved ? time(episode.endsAt) : '0001-01-01T00:00:00Z',
      fingerprint: episode.fingerprint,
    };
  }
}

function sumsOf(deliveries: readonly Delivery[]): { firing: number; resolved: number } {
  const resolved = deliveries.filter((delivery) => delivery.resolved).length;
  return { firing: deliveries.length - resolved, resolved };
}

type Outcome = 'accepted' | 'unknown' | 'unreachable';

async function post(url: string, body: string): Promise<Outcome> {
  try {
    const response = await fetch(`${url}/webhooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(answerWaitMs),
      body,
    });
    await response.arrayBuffer();
    return response.status === 202 ? 'accepted' : 'unknown';
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    return code === 'ECONNREFUSED' ? 'unreachable' : 'unknown';
  }
}
