import { z } from 'zod';

import { parseDuration } from '../config/units.ts';
import { listedStates } from '../storm/listing.ts';
import { isStormId, stormStates } from '../storm/storm.ts';

export const usualLimit = 100;

/** What is given twice has no one meaning. The message of every fault here is the advice in the problem. */
const text = z.string({ error: 'Give it once.' });

const cursorAdvice = 'Give back the cursor of the page before, unchanged.';
const lengthAdvice = 'Use at most 500 characters.';

/** How many are wanted. */
export function limitTo(highest: number, beyond = '') {
  const advice = `Use 1 to ${highest}${beyond}.`;
  return text
    .regex(/^\d{1,6}$/, advice)
    .transform(Number)
    .refine((n) => n >= 1 && n <= highest, advice)
    .optional()
    .meta({
      description: 'Most that are answered.',
      override: { type: 'integer', minimum: 1, maximum: highest, default: usualLimit, pattern: undefined },
    });
}

export const limit = limitTo(1000, ', and the cursor for what is beyond');

/** Where a page goes on; each kind of list has its own. */
function cursor(pattern: RegExp) {
  return text
    .regex(pattern, cursorAdvice)
    .optional()
    .meta({
      description: 'The `cursor` of the page before, as it is.',
      override: { pattern: undefined },
    });
}

export const stormCursor = cursor(/^\d{1,15}_[0-9a-f]{16}-[0-9a-f]{12}$/);
export const memberCursor = cursor(/^\d{1,9}$/);
export const letterCursor = cursor(/^\d{1,15}_[a-z]+(?:-\d+)?_./s);

/** Any part of a text, in upper or lower case. */
export function part(description: string) {
  return text.max(500, lengthAdvice).optional().meta({ description });
}

export const stormId = text
  .refine(isStormId, 'Take the id from /api/v1/storms: 16 hex digits, a dash, 12 hex digits.')
  .meta({
    description: "The storm's id.",
    example: '4f2a8c0d9b1e3f57-0c9d2e4b6a81',
    override: { pattern: '^[0-9a-f]{16}-[0-9a-f]{12}$' },
  });

export const letterId = text
  .max(500, 'Take the id from /api/v1/failed.')
  .meta({ description: "The job's id; a storm's job has the storm's." });

/** Words of a list, separated by commas, each once however often it is named. */
function words<const T extends string>(known: readonly T[], description: string) {
  return text
    .transform((given, context): readonly T[] => {
      const named = [...new Set(given.split(','))];
      const unknown = named.find((word) => !known.some((one) => one === word));
      if (unknown === undefined) return named as T[];
      const message = `Use some of ${known.join(', ')}.`;
      context.issues.push({ code: 'custom', input: unknown, message });
      return z.NEVER;
    })
    .optional()
    .meta({
      description,
      param: { style: 'form', explode: false },
      override: { type: 'array', items: { type: 'string', enum: [...known] } },
    });
}

export const states = words(
  stormStates,
  `Only storms in these states; ${listedStates.join(', ')} when it is left out.`,
);

export function oneOf<const T extends string>(known: readonly T[], description: string) {
  return z
    .enum(known, { error: `Use ${known.join(' or ')}.` })
    .optional()
    .meta({ description });
}

/** A duration as everywhere in Stormfold, in milliseconds. */
export const since = text
  .transform((given, context) => {
    const ms = parseDuration(given);
    if (ms !== undefined) return ms;
    const message = 'Use a duration such as 30m, 2h or 1h30m.';
    context.issues.push({ code: 'custom', input: given, message });
    return z.NEVER;
  })
  .optional()
  .meta({ description: 'Only what failed within this time.', example: '1h30m' });
