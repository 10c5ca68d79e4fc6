import { messageOf, StormfoldError } from '../errors.ts';
import { bareText, Matcher, type Matchers, type Operator, operators } from './matchers.ts';

/** Matchers that could not be read: what is wrong, at which column, and what would be right. */
export class MatcherError extends StormfoldError {
  /** Counted in characters, from 1. */
  readonly column: number;

  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

const bareLabel = new RegExp(bareText, 'y');
/** A value may have backslashes too, so that `host=~web-\d+` needs no quotes. */
const bareValue = /[^\s{}!=~,"'`]+/y;
const quotedText = /"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const operatorLike = /[=!~]+/y;

/** What people write who think of another language. */
const meantOperators: Readonly<Record<string, Operator>> = {
  '==': '=',
  '===': '=',
  '!': '!=',
  '!==': '!=',
  '=!': '!=',
  '~': '=~',
  '~=': '=~',
  '~~': '=~',
  '==~': '=~',
  '=~=': '=~',
  '!=~': '!~',
  '~!': '!~',
  '!~=': '!~',
};

/**
 * Reads Alertmanager's matchers: `severity = critical`, `{alertname="DiskFull", "k8s.io/team"!~"a|b"}`. Both its
 * syntaxes are read: names of labels may be quoted, as in UTF-8 mode, and a backslash means something before `\`, `"` and
 * `n` only, else itself, as in the classic one, which wins in Alertmanager's default mode. Refused is what only the classic
 * syntax would take and most likely is a slip: `team=`, `team=a b`, `team='a'`, `host=~a{2}`. So is a text without a
 * matcher. Throws a MatcherError.
 */
export function parseMatchers(text: string): Matchers {
  const cursor = new Cursor(text);
  const start = cursor.start;
  const braced = cursor.take(/\{/y) !== undefined;
  const found: Matcher[] = [];
  do {
    // after a comma too: the last one may have one
    if (cursor.atEnd || cursor.sees('}')) break;
    found.push(readMatcher(cursor));
  } while (cursor.take(/,/y) !== undefined);
  if (braced && cursor.atEnd) throw cursor.error('unclosed {', undefined, start);
  readEnd(cursor, braced);
  if (found.length === 0) throw cursor.error('expected a matcher', 'such as severity="critical"', start);
  return found;
}

function readEnd(cursor: Cursor, braced: boolean): void {
  const hint = "a value with white space or any of {}!=~'` goes into double quotes";
  if (!braced && cursor.sees('}')) throw cursor.error('} without a { before it');
  if (braced && cursor.take(/\}/y) === undefined) throw cursor.error('expected a comma or }', hint);
  if (cursor.atEnd) return;
  throw braced ? cursor.error('expected nothing more') : cursor.error('expected a comma or the end', hint);
}

function readMatcher(cursor: Cursor): Matcher {
  const labelStart = cursor.start;
  const label = readText(cursor, bareLabel);
  if (!label) throw cursor.error('expected the name of a label', cursor.quoteHint, labelStart);
  const operator = readOperator(cursor, label);
  const start = cursor.start;
  const value = readText(cursor, bareValue);
  if (value === undefined) {
    const hint = cursor.quoteHint ?? 'the empty one is ""';
    throw cursor.error(`expected a value after ${label}${operator}`, hint);
  }
  try {
    return new Matcher(label, operator, value);
  } catch (error) {
    throw cursor.error(`cannot read the regular expression "${value}"`, messageOf(error), start);
  }
}

function readOperator(cursor: Cursor, label: string): Operator {
  const start = cursor.start;
  const found = cursor.take(operatorLike);
  const operator = operators.find((each) => each === found);
  if (operator !== undefined) return operator;
  if (found === undefined) throw cursor.error(`expected =, !=, =~ or !~ after "${label}"`);
  const meant = Object.hasOwn(meantOperators, found) ? meantOperators[found] : undefined;
  const hint = meant === undefined ? 'known are =, !=, =~ and !~' : `did you mean "${meant}"?`;
  throw cursor.error(`unknown operator "${found}"`, hint, start);
}

/** A text in quotes or without them; undefined: there is neither. */
function readText(cursor: Cursor, unquoted: RegExp): string | undefined {
  const quoted = cursor.take(quotedText);
  if (quoted !== undefined) return unescape(quoted.slice(1, -1));
  if (cursor.sees('"')) throw cursor.error('unclosed double quote');
  const plain = cursor.take(unquoted);
  return plain === undefined ? undefined : unescape(plain);
}

function unescape(text: string): string {
  return text.replaceAll(/\\([\\"n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

/** A place in the text; it steps over white space by itself. */
class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the next thing starts, in UTF-16 units. */
  get start(): number {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
    return this.#at;
  }

  get atEnd(): boolean {
    return this.start === this.#text.length;
  }

  get quoteHint(): string | undefined {
    return this.sees("'") || this.sees('`') ? 'quotes must be double ones' : undefined;
  }

  sees(character: string): boolean {
    return this.#text.startsWith(character, this.start);
  }

  /** What the pattern, a sticky one, finds here; undefined where it finds nothing. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.start;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  error(problem: string, hint?: string, at = this.start): MatcherError {
    const column = Array.from(this.#text.slice(0, at)).length + 1;
    return new MatcherError(`${problem} at column ${column}${hint === undefined ? '' : `; ${hint}`}`, column);
  }
}
