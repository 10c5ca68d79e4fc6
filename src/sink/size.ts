/**
 * How large a manifest gets, without writing it out. Both ways of writing are bounded by one number: JSON goes to the
 * API server and YAML into files, and either one's escapes can be the longer ones.
 */

/** More than indentation, `- `, `: `, a comma and the line's end take for one entry at the depth of a manifest. */
const entryBytes = 16;

/** Characters that YAML reads only when they are escaped, or folds into a space; JSON writes most of them as they are. */
export const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Bytes of a text inside quotes, at most. */
function textBytes(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += characterBytes(character.codePointAt(0) ?? 0);
  return bytes;
}

/** Bytes of anything that JSON can hold, at most, in JSON and in our YAML. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return textBytes(value) + 2;
  if (Array.isArray(value)) return sumOf(value, (item) => sizeOf(item) + entryBytes);
  if (typeof value !== 'object' || value === null) return String(value).length;
  return sumOf(Object.entries(value), ([key, item]) => textBytes(key) + sizeOf(item) + entryBytes);
}

/**
 * The text, or its beginning and a mark that says how long it was, in at most `maxBytes`. Lone surrogates become U+FFFD
 * first: every server would do that on reading, and the resource would then differ from what its hash was made of.
 */
export function cutText(text: string, maxBytes: number): string {
  const whole = text.toWellFormed();
  // No character takes more than six bytes: most texts need no counting.
  if (whole.length * 6 <= maxBytes || textBytes(whole) <= maxBytes) return whole;
  const mark = `…[cut, was ${whole.length} characters]`;
  return beginningOf(whole, maxBytes - textBytes(mark)) + mark;
}

function beginningOf(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += characterBytes(character.codePointAt(0) ?? 0);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function characterBytes(code: number): number {
  if (code < 0x20) return 6;
  if (code === 0x22 || code === 0x5c) return 2;
  if (code < 0x7f) return 1;
  if (code < 0xa0 || code === 0x2028 || code === 0x2029 || code === 0xfeff || code === 0xfffe) return 6;
  if (code < 0x800) return 2;
  if (code === 0xffff) return 6;
  return code < 0x1_0000 ? 3 : 4;
}

function sumOf<T>(items: readonly T[], bytes: (item: T) => number): number {
  return items.reduce((sum, item) => sum + bytes(item), 2);
}
