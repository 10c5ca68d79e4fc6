import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "friday"?` for `fridya` and for `fri`, or nothing when no word is near. */
export function didYouMean(word: string, words: readonly string[]): string {
  const small = words.map((each) => each.toLowerCase());
  const near = nearest(word.toLowerCase(), small);
  return near === undefined ? '' : `; did you mean "${words[small.indexOf(near)]}"?`;
}

function nearest(word: string, words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const near = closest(word, words);
  if (distance(word, near) <= Math.max(1, Math.floor(word.length / 3))) return near;
  return word.length > 2 ? words.find((each) => each.includes(word)) : undefined;
}
