import type { Alert, Labels } from '../../alert/alert.ts';
import { parseTimestamp } from '../../alert/timestamp.ts';
import type { ExplainedAlert } from './explain.ts';

/** One firing of one fingerprint, with every delivery of it. */
export interface DeliveredEpisode {
  /** `<fingerprint>@<startsAt>`, and `#1` of a second one of that name. */
  readonly id: string;
  readonly labels: Labels;
  readonly startsAtMs: number;
  readonly deliveries: [ExplainedAlert, ...ExplainedAlert[]];
}

interface EpisodeSources {
  /** A later delivery that began no more than this after the first is a repeat of it. */
  readonly episodeSkewMs: number;
  /** When alerts began that do not say it. */
  readonly nowMs: number;
}

/** Whether it is asked of an alert what caused it. */
export function isCorrelated({ becomes, route }: ExplainedAlert): boolean {
  return becomes === 'folds' && route.terms.correlate === true;
}

/** The episodes of alerts that are correlated, in order, told apart much as fold.lua does it. */
export function episodesOf(
  alerts: readonly ExplainedAlert[],
  sources: EpisodeSources,
): readonly DeliveredEpisode[] {
  const telling = new Telling(sources);
  for (const each of alerts) {
    if (each.becomes === 'resolves') telling.end(each.alert);
    else if (isCorrelated(each)) telling.fire(each);
  }
  return telling.episodes;
}

class Telling {
  readonly episodes: DeliveredEpisode[] = [];
  readonly #sources: EpisodeSources;
  /** By fingerprint; `endedAtMs` once it is known to have ended. */
  readonly #latest = new Map<string, { readonly episode: DeliveredEpisode; endedAtMs?: number }>();
  /** How many episodes had that name already: a sender that names no beginnings can bring several of one. */
  readonly #times = new Map<string, number>();

  constructor(sources: EpisodeSources) {
    this.#sources = sources;
  }

  fire(explained: ExplainedAlert): void {
    const { labels, fingerprint, startsAt } = explained.alert;
    if (this.#isRepeat(explained.alert)) {
      this.#latest.get(fingerprint)?.episode.deliveries.push(explained);
      return;
    }
    const startsAtMs = msOf(startsAt) ?? this.#sources.nowMs;
    const id = this.#idOf(`${fingerprint}@${startsAt ?? ''}`);
    const episode: DeliveredEpisode = { id, labels, startsAtMs, deliveries: [explained] };
    this.episodes.push(episode);
    this.#latest.set(fingerprint, { episode });
  }

  #idOf(name: string): string {
    const times = this.#times.get(name) ?? 0;
    this.#times.set(name, times + 1);
    return times === 0 ? name : `${name}#${times}`;
  }

  end({ fingerprint, startsAt, endsAt }: Alert): void {
    const known = this.#latest.get(fingerprint);
    if (known) known.endedAtMs = msOf(endsAt) ?? msOf(startsAt) ?? this.#sources.nowMs;
  }

  /** Once it has ended, what began after that is another; before, what began much later. */
  #isRepeat({ fingerprint, startsAt }: Alert): boolean {
    const known = this.#latest.get(fingerprint);
    if (!known) return false;
    const startsAtMs = msOf(startsAt);
    if (startsAtMs === undefined) return known.endedAtMs === undefined;
    return startsAtMs <= (known.endedAtMs ?? known.episode.startsAtMs + this.#sources.episodeSkewMs);
  }
}

function msOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : parseTimestamp(time);
}
