import { distance } from 'fastest-levenshtein';

/** The candidates that a misspelt word most likely means; empty when none is near. */
export function nearest(word: string, candidates: readonly string[]): readonly string[] {
  const far = Math.max(1, Math.floor(word.length / 3));
  const scored = candidates.map((candidate) => ({
    candidate,
    apart: slips(plain(word), plain(candidate)),
  }));
  const best = Math.min(far, ...scored.map(({ apart }) => apart));
  const near = scored.filter(({ apart }) => apart === best).map(({ candidate }) => candidate);
  return near.length > 0 ? near : candidates.filter((candidate) => begins(plain(word), plain(candidate)));
}

/** Letters to change; letters in the wrong order are one slip, as in `lable`. */
function slips(one: string, other: string): number {
  const sorted = (word: string) => word.split('').sort().join('');
  return one !== other && sorted(one) === sorted(other) ? 1 : distance(one, other);
}

/** Whether one word goes on where the other ends, as `warning` and `warn` do. */
function begins(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length > 2 && long.startsWith(short);
}

/** `; did you mean …?`, or nothing. */
export function didYouMean(words: readonly string[]): string {
  if (words.length === 0) return '';
  return `; did you mean ${words.map((word) => `\`${word}\``).join(' or ')}?`;
}

/** What a key that is none may mean, or which there are. */
export function nearestOrKnown(key: string, known: readonly string[]): string {
  const words = known.map((word) => `\`${word}\``).join(', ');
  return didYouMean(nearest(key, known)) || `; known here: ${words}`;
}

// `redis_url`, `redis-url` and `RedisURL` are the same word to whoever types them.
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, '');
}
