import { RE2JS, RE2JSSyntaxException } from 're2js';

import { messageOf, StormfoldError } from '../errors.ts';

/** A regular expression that is none; the message says only why, for whoever knows where it stood. */
export class RegexError extends StormfoldError {}

/** Results that one regular expression remembers; all are forgotten when there are more. */
const mostKnown = 1000;
/** Longer texts, in UTF-16 units, are looked at anew: remembered, they could hold tens of MiB. */
const longestKnown = 256;

/**
 * A test of whole texts against a regular expression of RE2, which Alertmanager uses too. The longest that it takes is in
 * proportion to the text's length and its own: JavaScript's expressions can be made to hang by the value of a label. As in
 * Alertmanager, both ends are anchored and `.` is no line feed unless `(?s)` says so. Throws a RegexError.
 */
export function linearRegex(source: string): (text: string) => boolean {
  const regex = compile(source);
  return remembering((text) => regex.testExact(text));
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    throw new RegexError(reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof RE2JSSyntaxException)) return messageOf(error);
  const where = error.input ?? '';
  const leftOut = /^\\[1-9]|^\(\?<?[=!]/.exec(where)?.[0];
  if (leftOut === undefined) return where === '' ? error.error : `${error.error}: ${where}`;
  const what = leftOut.startsWith('\\') ? 'refers back to a capture' : 'looks around';
  return `${leftOut} ${what}, which RE2 leaves out so that no text can hang it`;
}

/** The values of a label repeat from alert to alert. */
function remembering(test: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = test(text);
    if (known.size >= mostKnown) known.clear();
    if (text.length <= longestKnown) known.set(text, result);
    return result;
  };
}
