import type { ModelStorm } from './reference.ts';

/** An alert as far as rules look at it. Times are milliseconds. */
export interface ModelAlert {
  readonly status: 'firing' | 'resolved';
  readonly fingerprint: string;
  readonly startsAt: number | undefined;
  /** Of a firing one, when it will have ended unless it is sent again. */
  readonly endsAt: number | undefined;
  /** 0 is the highest severity. */
  readonly rank: number;
  readonly urgentMs: number | undefined;
}

/** Which alert of which storm an episode is. */
interface Home {
  readonly storm: ModelStorm;
  readonly ordinal: number;
}

/** What is known of a fingerprint's latest episode. */
export interface Episode {
  startsAt: number | undefined;
  endsAt: number | undefined;
  standing: 'unseen' | 'counted' | 'muted';
  /** Of an unseen one: when the known one before it began. */
  previousStart: number | undefined;
  home: Home | undefined;
  seenAt: number;
}

interface Fired {
  readonly verdict: 'new' | 'refired' | 'repeat';
  readonly episode: Episode;
  /** Where the episode before it is. */
  readonly before: Home | undefined;
}

/** Tells new episodes from repeats, by what was seen before; docs/internals.md has the table. */
export class Memory {
  readonly #memoryMs: number;
  readonly #skewMs: number;
  readonly #known = new Map<string, Episode>();

  constructor(memoryMs: number, skewMs: number) {
    this.#memoryMs = memoryMs;
    this.#skewMs = skewMs;
  }

  fire({ fingerprint, startsAt }: ModelAlert, at: number): Fired {
    const known = this.#remembered(fingerprint, at);
    const verdict = known ? this.#compare(known, startsAt) : 'new';
    const isFresh = !known || verdict === 'refired';
    const episode = isFresh ? blank(startsAt, at) : known;
    if (episode.endsAt === undefined) episode.startsAt ??= startsAt;
    episode.seenAt = at;
    this.#known.set(fingerprint, episode);
    return { verdict, episode, before: known?.home };
  }

  /** The known episode that this ends, and whether it had not ended before; undefined for one that was never seen. */
  end(
    { fingerprint, startsAt, endsAt }: ModelAlert,
    at: number,
  ): { episode: Episode; first: boolean } | undefined {
    const until = Math.max(endsAt ?? at, startsAt ?? -Infinity);
    const known = this.#remembered(fingerprint, at);
    const isLater =
      known?.startsAt !== undefined &&
      startsAt !== undefined &&
      startsAt > (known.endsAt ?? known.startsAt + this.#skewMs);
    if (!known || isLater) {
      const previousStart = known?.standing === 'unseen' ? known.previousStart : known?.startsAt;
      this.#known.set(fingerprint, { ...blank(startsAt, at), endsAt: until, previousStart });
      return undefined;
    }
    known.seenAt = at;
    if (known.startsAt !== undefined && until < known.startsAt) return undefined;
    const first = known.endsAt === undefined;
    known.endsAt = Math.max(until, known.endsAt ?? until);
    return { episode: known, first };
  }

  #remembered(fingerprint: string, at: number): Episode | undefined {
    const known = this.#known.get(fingerprint);
    return known && at - known.seenAt <= this.#memoryMs ? known : undefined;
  }

  #compare(known: Episode, startsAt: number | undefined): Fired['verdict'] {
    if (known.endsAt === undefined) {
      const isLater =
        startsAt !== undefined && known.startsAt !== undefined && startsAt > known.startsAt + this.#skewMs;
      if (isLater) return 'refired';
      // Muted so far, it counts as soon as nothing mutes it.
      return known.standing === 'muted' ? 'new' : 'repeat';
    }
    if (startsAt === undefined || startsAt > known.endsAt) return 'refired';
    if (known.standing !== 'unseen') return 'repeat';
    return isNearerToPrevious(known, startsAt) ? 'repeat' : 'new';
  }
}

/** It seemed to have ended, and its storm, the pattern's `last` that is sealed, was dropped for that; but it goes on. */
export function wasDropped({ home, endsAt }: Episode, last: ModelStorm | undefined, at: number): boolean {
  if (endsAt !== undefined || !home || home.storm !== last) return false;
  // One that opened in this very millisecond would have the same id as the next.
  return last.sealed?.mistaken === true && at > last.openedAt;
}

function isNearerToPrevious({ startsAt, previousStart }: Episode, at: number): boolean {
  if (startsAt === undefined || previousStart === undefined) return false;
  return at - previousStart < startsAt - at;
}

function blank(startsAt: number | undefined, at: number): Episode {
  return {
    ...{ startsAt, endsAt: undefined, standing: 'unseen', previousStart: undefined },
    ...{ home: undefined, seenAt: at },
  };
}
