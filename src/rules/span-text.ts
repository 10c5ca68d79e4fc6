import { didYouMean } from './near-word.ts';
import type { Span } from './time-interval.ts';

/** What the ends of a span may be, and what is wrong with two of them. */
export interface Scale {
  /** For people: `a weekday such as monday`. */
  readonly one: string;
  readonly words: readonly string[];
  /** The number of an end as it is written, in small letters; undefined: it is none. */
  readonly read: (end: string) => number | undefined;
  readonly problem: (span: Span) => string | undefined;
}

const weekdayWords = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const monthWords = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august'],
  ...['september', 'october', 'november', 'december'],
];

export const weekdays: Scale = {
  one: 'a weekday such as monday',
  words: weekdayWords,
  read: (end) => placeIn(weekdayWords, end),
  problem: ([first, last]) => {
    if (first <= last) return undefined;
    return wrapProblem([first, last], [0, 6], 'the week, saturday', (n) => weekdayWords[n] ?? '');
  },
};

export const months: Scale = {
  one: 'a month such as january, or 1 to 12',
  words: monthWords,
  read: (end) => {
    const place = placeIn(monthWords, end);
    return place === undefined ? wholeNumber(end, [1, 12]) : place + 1;
  },
  problem: ([first, last]) => {
    if (first <= last) return undefined;
    return wrapProblem([first, last], [1, 12], 'the year', (n) => monthWords[n - 1] ?? '');
  },
};

export const years: Scale = {
  one: 'a year such as 2026',
  words: [],
  read: (end) => wholeNumber(end, [1970, 9999]),
  problem: ([first, last]) =>
    first > last ? `${first}:${last} ends before it starts; write ${last}:${first}` : undefined,
};

export const daysOfMonth: Scale = {
  one: 'a day, 1 to 31, or -1 to -31 from the end of the month',
  words: [],
  read: (end) => wholeNumber(end, [1, 31]) ?? wholeNumber(end, [-31, -1]),
  problem: dayProblem,
};

/** Reads `monday:friday`, `-3:-1` or one end alone, as Alertmanager does. A text is what is wrong. */
export function readSpan(raw: unknown, scale: Scale): Span | string {
  if (typeof raw !== 'string' && typeof raw !== 'number') return `is not ${scale.one}, or two with a colon`;
  const ends = String(raw)
    .toLowerCase()
    .split(':')
    .map((end) => end.trim());
  if (ends.length > 2) return `"${raw}" has more than one colon; a range has two ends`;
  const unread = ends.find((end) => scale.read(end) === undefined);
  if (unread !== undefined) return `"${unread}" is not ${scale.one}${didYouMean(unread, scale.words)}`;
  const [first = 0, last = first] = ends.map((end) => scale.read(end));
  return scale.problem([first, last]) ?? [first, last];
}

/** A range such as `friday:monday`, which Alertmanager refuses too; what it would mean is two. */
function wrapProblem(
  [first, last]: Span,
  [lowest, highest]: Span,
  end: string,
  nameOf: (value: number) => string = String,
): string {
  const text = (from: number, to: number) => (from === to ? nameOf(from) : `${nameOf(from)}:${nameOf(to)}`);
  const parts = [text(first, highest), text(lowest, last)].map((part) => `'${part}'`);
  return `${text(first, last)} runs past the end of ${end}; write two: ${parts.join(', ')}`;
}

function dayProblem([first, last]: Span): string | undefined {
  const text = `${first}:${last}`;
  if (last > 0 && (first < 0 || first > last)) return wrapProblem([first, last], [1, -1], 'the month');
  if (first < 0 && first > last) return `${text} ends before it starts; write ${last}:${first}`;
  // so that it holds a day of the longest month at least
  return first > last + 32 && last < 0 ? `${text} ends before it starts, in every month` : undefined;
}

function placeIn(words: readonly string[], word: string): number | undefined {
  const place = words.indexOf(word);
  return place < 0 ? undefined : place;
}

function wholeNumber(text: string, [least, most]: Span): number | undefined {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
  return least <= value && value <= most ? value : undefined;
}
