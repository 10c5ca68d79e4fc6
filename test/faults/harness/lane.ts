import { createHash } from 'node:crypto';

import type { LanePattern } from './lane-patterns.ts';
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
 * The alerts of one pattern, one notification after another, the way that Alertmanager sends them: what got no answer
 * is sent again, with whatever intake comes next. At times it gives up, and its alerts may be in or not.
 */
export class Lane {
  readonly #pattern: LanePattern;
  readonly #urls: readonly string[];
  readonly #ledger: Ledger;
  readonly #chance: Seeded;
  readonly #latest = new Map<string, Episode>();
  #stopped = false;

  constructor(pattern: LanePattern, urls: readonly string[], ledger: Ledger, chance: Seeded) {
    this.#pattern = pattern;
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
    const pods = this.#chance.some(podNumbers, this.#chance.int(1, 8));
    return pods.map((number) => this.#next(`pod-${number}`));
  }

  #burst(): Delivery[] {
    const pods = this.#chance.some(podNumbers, this.#chance.int(15, podNumbers.length));
    return pods.map((number) => this.#next(`pod-${number}`));
  }

  // Mostly a repeat, sometimes an end, sometimes a new firing of what had ended.
  #next(pod: string): Delivery {
    const known = this.#latest.get(pod);
    if (!known) return { episode: this.#begin(pod, longAgo), resolved: false };
    const dice = this.#chance.int(1, 100);
    if (dice <= 65) return { episode: known, resolved: false };
    if (dice <= 85) return { episode: known, resolved: true };
    return { episode: this.#begin(pod, known.endsAt + 60_000), resolved: false };
  }

  #begin(pod: string, startsAt: number): Episode {
    const { alertname, namespace, partition } = this.#pattern;
    const fingerprint = createHash('sha1').update(`${alertname}/${pod}`).digest('hex').slice(0, 16);
    const endsAt = startsAt + 120_000;
    const pattern = `${alertname} in ${namespace}`;
    const episode = { pattern, partition, pod, fingerprint, startsAt, endsAt, acceptedAt: [], sent: false };
    this.#latest.set(pod, episode);
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
    this.#ledger.accepted.push({ at, partition: this.#pattern.partition, sums: sumsOf(deliveries) });
  }

  #doubt(deliveries: readonly Delivery[]): void {
    const { firing, resolved } = sumsOf(deliveries);
    this.#ledger.uncertain.firing += firing;
    this.#ledger.uncertain.resolved += resolved;
  }

  #alert({ episode, resolved }: Delivery, lagMs: number): object {
    const time = (ms: number) => new Date(ms).toISOString();
    const { alertname, namespace } = this.#pattern;
    return {
      status: resolved ? 'resolved' : 'firing',
      labels: { alertname, namespace, pod: episode.pod, severity: 'warning' },
      annotations: { summary: `${episode.pod} is not well` },
      startsAt: time(episode.startsAt + lagMs),
      endsAt: resolved ? time(episode.endsAt) : '0001-01-01T00:00:00Z',
      fingerprint: episode.fingerprint,
    };
  }
}

const podNumbers = Array.from({ length: 40 }, (_, i) => i);

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
