import { z } from 'zod';

import { isLocation, locations } from './local-time.ts';
import { didYouMean } from './near-word.ts';
import { daysOfMonth, months, readSpan, type Scale, weekdays, years } from './span-text.ts';
import { readTimeOfDay, timesProblem } from './time-of-day.ts';
import type { Span, TimeInterval } from './time-interval.ts';

/** What is wrong in a time interval, and where: `['weekdays', 1]`. */
interface IntervalFault {
  readonly path: readonly (string | number)[];
  readonly problem: string;
}

export type ParsedInterval =
  { readonly interval: TimeInterval } | { readonly faults: readonly IntervalFault[] };

const timeKeys = ['start_time', 'end_time'] as const;
const intervalKeys = ['times', 'weekdays', 'days_of_month', 'months', 'years', 'location'] as const;

const timeOfDay = readBy(readTimeOfDay);

const timeRange = z
  .strictObject({ start_time: timeOfDay, end_time: timeOfDay }, mappingOf(timeKeys))
  .transform(({ start_time: from, end_time: until }, context): Span => {
    const problem = timesProblem(from, until);
    if (problem !== undefined) context.addIssue(problem);
    return [from, until];
  });

const schema = z.strictObject(
  {
    times: listOf(timeRange, "[{start_time: '09:00', end_time: '17:00'}]"),
    weekdays: spansOf(weekdays, "['monday:friday']"),
    days_of_month: spansOf(daysOfMonth, "['1:5', '-1']"),
    months: spansOf(months, "['january:march']"),
    years: spansOf(years, "['2026:2030']"),
    location: z
      .string({ error: 'is not a time zone such as Europe/Berlin, UTC or Local' })
      .refine(isLocation, { error: ({ input }) => unknownLocation(String(input)) })
      .default('UTC'),
  },
  mappingOf(intervalKeys),
);

/**
 * Reads an entry of Alertmanager's `time_intervals`: `{weekdays: ['monday:friday'], location: 'Europe/Berlin'}`. All
 * faults are told. An empty list is one, and so is a key without a value: Alertmanager would take the first for "never"
 * and the second for "always".
 */
export function parseTimeInterval(raw: unknown): ParsedInterval {
  const result = schema.safeParse(raw);
  if (!result.success) return { faults: result.error.issues.flatMap(faultsOf) };
  const { days_of_month: days, ...others } = result.data;
  return { interval: { ...others, daysOfMonth: days } };
}

function faultsOf(issue: z.core.$ZodIssue): IntervalFault[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code !== 'unrecognized_keys') return [{ path, problem: issue.message }];
  const known = path.length === 0 ? intervalKeys : timeKeys;
  return issue.keys.map((key) => ({ path: [...path, key], problem: unknownKey(key, known) }));
}

function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key${didYouMean(key, known) || `; known here: ${known.join(', ')}`}`;
}

function unknownLocation(name: string): string {
  return `unknown time zone "${name}"${didYouMean(name, locations()) || '; write one such as Europe/Berlin'}`;
}

function mappingOf(keys: readonly string[]) {
  return { error: `is not a mapping with ${keys.join(', ')}` };
}

function listOf<T extends z.ZodType>(entry: T, example: string) {
  const error = `is not a list such as ${example}; leave it out where it does not matter`;
  return z.array(entry, { error }).min(1, { error }).optional();
}

function spansOf(scale: Scale, example: string) {
  return listOf(
    readBy((raw) => readSpan(raw, scale)),
    example,
  );
}

/** What a function reads; a text that it answers is what is wrong. */
function readBy<T extends number | Span>(read: (raw: unknown) => T | string) {
  return z.unknown().transform((raw, context): T => {
    const result = read(raw);
    if (typeof result !== 'string') return result;
    context.addIssue(result);
    return z.NEVER;
  });
}
