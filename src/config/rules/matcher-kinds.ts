import { z } from 'zod';

import { Matcher, type Matchers, formatMatchers } from '../../rules/matchers.ts';
import { MatcherError, parseMatchers } from '../../rules/parse-matchers.ts';
import { type Kind, outcomeOf } from '../kinds.ts';
import { quote, shortReason } from '../quote.ts';
import { outsideQuotes, splitEntries } from './entries.ts';

/** A set of matchers as one text; what is wrong in it is told with its column. */
const matcherSet = readBy(parseMatchers, 'a text with matchers, such as \'severity="critical"\'');

/** Matchers, or the alertname that they would ask for. */
const exclusion = readBy(parseExclusion, 'an alertname, or a text with matchers');

/** Any of these sets; in a variable, separated by commas outside quotes and braces. */
export const matcherSets = listOfSets(matcherSet, showSet);

/** Any of these sets, of which one that only asks for an alertname may be that name. */
export const exclusions = listOfSets(exclusion, showExclusion);

const allOf = z.array(matcherSet).transform((sets) => sets.flat());

/** One text or a list of them; all must match, and an empty list matches every alert. */
export const ruleMatch: z.ZodType<Matchers> = z.unknown().transform((raw, context) => {
  return outcomeOf((Array.isArray(raw) ? allOf : matcherSet).safeParse(raw), context);
});

const oneOrMore = z.array(matcherSet).min(1, { error: 'needs at least one entry' });

/** One text, or a list of them: any of these sets. */
export const anyOfSets: z.ZodType<readonly Matchers[]> = z.unknown().transform((raw, context) => {
  if (Array.isArray(raw)) return outcomeOf(oneOrMore.safeParse(raw), context);
  return [outcomeOf(matcherSet.safeParse(raw), context)];
});

/** A set as it would be written as an entry; one matcher alone needs no braces. */
export function showSet(set: Matchers): string {
  const text = formatMatchers(set);
  return set.length === 1 ? text.slice(1, -1) : text;
}

function listOfSets(item: z.ZodType<Matchers>, show: (set: Matchers) => string): Kind<readonly Matchers[]> {
  return {
    schema: z.array(item, { error: 'is not a list' }),
    fromText: splitEntries,
    show: (sets) => sets.map(show).join(', ') || 'none',
    plain: (sets) => sets.map(show),
  };
}

/** `read` answers a text for what is wrong, or throws a MatcherError. */
function readBy(read: (text: string) => Matchers | string, wanted: string): z.ZodType<Matchers> {
  return z.unknown().transform((raw, context) => {
    const result = typeof raw === 'string' ? readOrReason(read, raw) : `is not ${wanted}`;
    if (typeof result !== 'string') return result;
    context.addIssue({ code: 'custom', message: `${quote(raw)} ${result}` });
    return z.NEVER;
  });
}

function readOrReason(read: (text: string) => Matchers | string, text: string): Matchers | string {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof MatcherError)) throw error;
    return `can't be read: ${shortReason(error.message)}`;
  }
}

// `severity=none` is a matcher; `Watchdog` is none, and neither is an alertname that has its `=` in quotes.
function parseExclusion(text: string): Matchers | string {
  if (/[={]|!~/.test(outsideQuotes(text))) return parseMatchers(text);
  const isName = /^\S(?:.*\S)?$/.test(text);
  return isName ? [new Matcher('alertname', '=', text)] : 'is not a text without spaces around it';
}

function showExclusion(set: Matchers): string {
  const [first, ...others] = set;
  const isName = first?.label === 'alertname' && first.operator === '=' && others.length === 0;
  // Shown as a name only where it would be read as one again.
  return isName && /^[^\s,={}!~"](?:[^,={}!~"]*[^\s,={}!~"])?$/.test(first.value)
    ? first.value
    : showSet(set);
}
