import type { z } from 'zod';

import { HttpProblem } from '../http/problem.ts';
import { nearestOrKnown } from '../nearest.ts';

/**
 * Reads what a request gives by its schema. Throws a `bad-parameter` problem with the first fault: its name, the value
 * that was given, and the schema's own message as the advice.
 */
export function readGiven<S extends z.ZodObject>(schema: S, given: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(given, { reportInput: true });
  if (success) return data;
  const [issue] = error.issues;
  throw issue ? problemOf(issue, Object.keys(schema.shape)) : new RangeError('nothing is wrong');
}

function problemOf(issue: z.core.$ZodIssue, known: readonly string[]): HttpProblem {
  if (issue.code === 'unrecognized_keys') return unknownParameter(issue.keys[0] ?? '', known);
  const name = String(issue.path[0] ?? 'body');
  const detail =
    issue.input === undefined ? `${name} is missing.` : `${name} can't be ${shown(issue.input)}.`;
  return badParameter(name, detail, issue.message);
}

// Ignored, a misspelt filter would answer with everything, and whoever acts on it would act on everything.
function unknownParameter(name: string, known: readonly string[]): HttpProblem {
  const advice = known.length === 0 ? 'Leave it out.' : `Leave it out${nearestOrKnown(name, known)}`;
  return badParameter(name.slice(0, 100), `There is no parameter ${shown(name)} here.`, advice);
}

function badParameter(parameter: string, detail: string, advice: string): HttpProblem {
  return new HttpProblem('bad-parameter', detail, advice, { extra: { parameter } });
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return JSON.stringify(text.slice(0, 100));
}
