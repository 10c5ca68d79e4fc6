import { type LocalTime, localTimeOf } from './local-time.ts';

/** Two numbers, both included. */
export type Span = readonly [first: number, last: number];

/** Alertmanager's time interval. All that is given must hold; of a list, one entry. */
export interface TimeInterval {
  /** Minutes of the day, 0 to 1440; the second is no longer part of it. */
  readonly times?: readonly Span[] | undefined;
  /** 0 is sunday. */
  readonly weekdays?: readonly Span[] | undefined;
  /** -1 is the last day of the month, -2 the one before. */
  readonly daysOfMonth?: readonly Span[] | undefined;
  /** 1 is january. */
  readonly months?: readonly Span[] | undefined;
  readonly years?: readonly Span[] | undefined;
  /** Whose local time it is: `UTC`, `Local` or such as `Europe/Berlin`. */
  readonly location: string;
}

/**
 * Whether the interval holds at `ms` milliseconds since 1970. It starts and ends with whole minutes. In an hour that the
 * clocks leave out nothing holds by its time; in one that they show twice, it holds twice.
 */
export function contains(interval: TimeInterval, ms: number): boolean {
  const local = localTimeOf(ms, interval.location);
  const { times, weekdays, daysOfMonth, months, years } = interval;
  return (
    holds(times, ([from, until]) => from <= local.minute && local.minute < until) &&
    holds(weekdays, within(local.weekday)) &&
    holds(daysOfMonth, (span) => within(local.day)(daysOf(span, local))) &&
    holds(months, within(local.month)) &&
    holds(years, within(local.year))
  );
}

function holds(spans: readonly Span[] | undefined, test: (span: Span) => boolean): boolean {
  return spans === undefined || spans.some(test);
}

function within(value: number): (span: Span) => boolean {
  return ([first, last]) => first <= value && value <= last;
}

/** The days of this month that a span means; those that the month lacks do no harm. */
function daysOf([first, last]: Span, { daysInMonth }: LocalTime): Span {
  const fromStart = (day: number) => (day < 0 ? daysInMonth + 1 + day : day);
  return [fromStart(first), fromStart(last)];
}
