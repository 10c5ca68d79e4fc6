import { nearest } from '../nearest.ts';

/** `; did you mean "friday"?` for `fridya`, `fri`, or a part such as `Berlin` of a zone; nothing when no word is near. */
export function didYouMean(word: string, words: readonly string[]): string {
  const near = nearest(word, words)[0] ?? words.find((each) => holds(each, word));
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

function holds(whole: string, part: string): boolean {
  return part.length > 2 && whole.toLowerCase().includes(part.toLowerCase());
}
