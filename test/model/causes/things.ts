import type { Alert } from '../../../src/alert/alert.ts';
import { isoTime } from '../../../src/storm/fold-entry.ts';
import { podAlert } from '../../support/worker-bench.ts';
import type { Notify } from './histories.ts';

type Told = Notify['alerts'][number];

/** An episode as its sender knows it. */
export interface Episode {
  /** As a member of a storm has it. */
  readonly key: string;
  readonly fingerprint: string;
  /** The thing's cause, where the head of it is there. */
  readonly cause: string;
  readonly startsAt: number;
  /** When it was said to have ended. */
  endedAt?: number;
  /** It said at some time that it will have ended. */
  expires: boolean;
}

/** Things of each scope: a node with three pods on it, two pods of one workload, and three workloads of one pod each. */
export class Things {
  readonly episodes: Episode[] = [];
  readonly #latest = new Map<string, Episode>();

  /** The alert that says it at this time. Undefined: there is nothing that could have ended. */
  tell({ scope, thing, act, expiresInMs }: Told, at: number): Alert | undefined {
    const name = `${scope}-${thing}`;
    const known = this.#latest.get(name);
    if (act === 'end') {
      if (!known) return undefined;
      known.endedAt ??= Math.max(at, known.startsAt);
      const times = { startsAt: isoTime(known.startsAt), endsAt: isoTime(known.endedAt) };
      return alertOf(scope, thing, { status: 'resolved', ...times });
    }
    const episode = known && known.endedAt === undefined ? known : this.#begin(name, scope, thing, at);
    const expires = expiresInMs !== undefined;
    episode.expires ||= expires;
    const times = {
      startsAt: isoTime(episode.startsAt),
      ...(expires && { endsAt: isoTime(at + expiresInMs) }),
    };
    return alertOf(scope, thing, times);
  }

  latest(): readonly Episode[] {
    return [...this.#latest.values()];
  }

  #begin(name: string, scope: number, thing: number, at: number): Episode {
    // Later than the end of the one before, and beyond the skew.
    const before = this.#latest.get(name);
    const startsAt = before ? Math.max(at, (before.endedAt ?? 0) + 1, before.startsAt + 20_000) : at;
    const { fingerprint } = alertOf(scope, thing);
    const key = `${fingerprint}@${isoTime(startsAt)}`;
    const episode = { key, fingerprint, cause: causeOf(scope, thing), startsAt, expires: false };
    this.#latest.set(name, episode);
    this.episodes.push(episode);
    return episode;
  }
}

function causeOf(scope: number, thing: number): string {
  if (thing <= 3) return `node of ${scope}`;
  return thing <= 5 ? `mail of ${scope}` : `${thing} of ${scope}`;
}

function alertOf(scope: number, thing: number, more: Partial<Alert> = {}): Alert {
  const labels = { cluster: `cluster-${scope}` };
  const pod = (workload: string) => `${workload}-7d9f8b6c5-x2x${'bcdfghjkl'[thing]}z`;
  const node = `worker-${scope}`;
  if (thing === 0) return podAlert('', { ...labels, alertname: 'KubeNodeNotReady', node, pod: '' }, more);
  if (thing <= 3)
    return podAlert(pod(`web-${thing}`), { ...labels, alertname: 'KubePodNotReady', node }, more);
  if (thing <= 5) return podAlert(pod('mail'), labels, more);
  const severity = thing === 8 ? 'page' : 'warning';
  return podAlert(pod(`single-${thing}`), { ...labels, alertname: 'PodRestartsOften', severity }, more);
}
