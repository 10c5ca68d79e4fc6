import { z } from 'zod';

import { didYouMean, nearest } from '../nearest.ts';
import { quote } from './quote.ts';
import { redactRedisUrl, redisUrlProblem } from './redis-url.ts';
import { formatBytes, formatDuration, parseBytes, parseDuration } from './units.ts';

/** A kind of value: how it is judged, read from an environment variable, and shown to people. */
export interface Kind<T> {
  readonly schema: z.ZodType<T>;
  /** What a variable's text stands for, before the schema judges it. */
  fromText(text: string): unknown;
  /** Never shows a secret. */
  show(value: T): string;
  /** For programs, where that is another thing than what is shown. */
  plain?(value: T): unknown;
}

/** Every message is ours, because a library's own may quote what it received. */
export function judged<T>(
  parse: (raw: unknown) => T | undefined,
  complain: (raw: unknown) => string,
): z.ZodType<T> {
  return z.unknown().transform((raw, context) => {
    const value = parse(raw);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: complain(raw) });
    return z.NEVER;
  });
}

/** A value written as text, such as `5m`. `wanted` completes "… is not". */
export function written<T>(
  parse: (text: string) => T | undefined,
  wanted: string,
  show: (value: T) => string = String,
): Kind<T> {
  const read = (raw: unknown) => (typeof raw === 'string' ? parse(raw) : undefined);
  return { schema: judged(read, (raw) => `${quote(raw)} is not ${wanted}`), fromText: same, show };
}

export function matching(pattern: RegExp, wanted: string): Kind<string> {
  return written((raw) => (pattern.test(raw) ? raw : undefined), wanted);
}

export function duration(minMs: number, maxMs: number): Kind<number> {
  const range = `from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  const parse = (raw: string) => within(parseDuration(raw), minMs, maxMs);
  return written(parse, `a duration ${range}, such as 500ms, 2s, 5m, 1h30m or 1d`, formatDuration);
}

export function bytes(min: number, max: number): Kind<number> {
  const range = `from ${formatBytes(min)} to ${formatBytes(max)}`;
  return written(
    (raw) => within(parseBytes(raw), min, max),
    `a size ${range}, such as 512kb or 64mb`,
    formatBytes,
  );
}

export function wholeNumber(min: number, max: number): Kind<number> {
  const parse = (raw: unknown) => (Number.isInteger(raw) ? within(raw as number, min, max) : undefined);
  const complain = (raw: unknown) => `${quote(raw)} is not a whole number from ${min} to ${max}`;
  return { schema: judged(parse, complain), fromText: numberOrText, show: String, plain: same };
}

/** More than 0, at most 1. */
export const share: Kind<number> = {
  schema: judged(
    (raw) => (typeof raw === 'number' && raw > 0 && raw <= 1 ? raw : undefined),
    (raw) => `${quote(raw)} is not a share above 0 and up to 1, such as 0.85`,
  ),
  fromText: numberOrText,
  show: String,
};

/** From 0 to 1. */
export const ratio: Kind<number> = {
  schema: judged(
    (raw) => (typeof raw === 'number' && raw >= 0 && raw <= 1 ? raw : undefined),
    (raw) => `${quote(raw)} is not a ratio from 0 to 1, such as 0.1`,
  ),
  fromText: numberOrText,
  show: String,
  plain: same,
};

export function oneOf<const T extends string>(words: readonly T[]): Kind<T> {
  const lower = (raw: unknown) => (typeof raw === 'string' ? raw.toLowerCase() : '');
  const find = (raw: unknown) => words.find((word) => word === lower(raw));
  const complain = (raw: unknown) =>
    `${quote(raw)} is none of ${words.join(', ')}${didYouMean(nearest(lower(raw), words))}`;
  return { schema: judged(find, complain), fromText: same, show: String };
}

export function optional<T>(kind: Kind<T>): Kind<T | undefined> {
  return { ...kind, show: (value) => (value === undefined ? 'none' : kind.show(value)) };
}

/** As `optional`; and the word `none` is a value too, by which a rule does without what all others have. */
export function orNone<T>(kind: Kind<T>): Kind<T | undefined> {
  return {
    ...optional(kind),
    schema: z.unknown().transform((raw, context) => {
      if (typeof raw === 'string' && raw.toLowerCase() === 'none') return undefined;
      return outcomeOf(kind.schema.safeParse(raw), context, (message) => `${message}, nor none`);
    }),
    plain: (value) => {
      if (value === undefined) return null;
      return kind.plain ? kind.plain(value) : kind.show(value);
    },
  };
}

/** What another schema made of a value, for a transform that asks it; its faults are passed on. */
export function outcomeOf<T>(
  result: z.ZodSafeParseResult<T>,
  context: z.core.$RefinementCtx,
  said: (message: string) => string = same,
): T {
  if (result.success) return result.data;
  for (const { message, path } of result.error.issues)
    context.addIssue({ code: 'custom', message: said(message), path });
  return z.NEVER;
}

/** A YAML list; in a variable, separated by commas. */
export function listOf(item: Kind<string>, { least = 0 } = {}): Kind<readonly string[]> {
  const schema = z
    .array(item.schema, { error: 'is not a list' })
    .min(least, { error: `needs at least ${least === 1 ? 'one entry' : `${least} entries`}` });
  return {
    schema,
    fromText: commaSeparated,
    show: (list) => list.map((each) => item.show(each)).join(', ') || 'none',
    plain: same,
  };
}

/** Each entry once, so that a level given twice can't have two ranks. */
export function distinct(kind: Kind<readonly string[]>): Kind<readonly string[]> {
  const schema = kind.schema.refine((list) => new Set(list).size === list.length, 'has an entry twice');
  return { ...kind, schema };
}

/** Entries that nobody may see: faults tell their number in the list, and people see how many there are. */
export function secrets(noun: string, pattern: RegExp, wanted: string): Kind<readonly string[]> {
  const parse = (raw: unknown) => (typeof raw === 'string' && pattern.test(raw) ? raw : undefined);
  const complain = (raw: unknown) => (typeof raw === 'string' ? wanted : 'is not text; put it in quotes');
  return {
    schema: z.array(judged(parse, complain), { error: 'is not a list' }),
    fromText: commaSeparated,
    show: (list) => (list.length === 1 ? `1 ${noun}` : `${list.length || 'no'} ${noun}s`),
  };
}

export const redisUrl: Kind<string> = {
  schema: judged(
    (raw) => (typeof raw === 'string' && !redisUrlProblem(raw) ? raw : undefined),
    (raw) => redisUrlProblem(raw) ?? '',
  ),
  fromText: same,
  show: redactRedisUrl,
};

/** The path of a file. A secret that was put in its place is not quoted; a path that was read is no secret. */
export const filePath: Kind<string> = {
  schema: judged(
    (raw) => (typeof raw === 'string' && /^\S(?:.*\S)?$/u.test(raw) ? raw : undefined),
    () => 'is not a path',
  ),
  fromText: same,
  show: same,
};

function within(value: number | undefined, min: number, max: number): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function same<T>(value: T): T {
  return value;
}

function numberOrText(text: string): number | string {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function commaSeparated(text: string): readonly string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '');
}
