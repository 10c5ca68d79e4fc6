import type { Request } from 'express';

import { HttpProblem } from '../http/problem.ts';
import { type StormState, patternHashOf, stormStates } from '../storm/storm.ts';

const usualLimit = 100;
const highestLimit = 1000;

/** States by name, several separated by commas, each once however often it is named; all when none is named. */
export function statesIn(request: Request): readonly StormState[] {
  const text = parameter(request, 'state');
  if (text === undefined) return stormStates;
  return [...new Set(text.split(','))].map((name) => {
    const state = stormStates.find((known) => known === name);
    if (!state) throw badParameter('state', name, `Use some of ${stormStates.join(', ')}.`);
    return state;
  });
}

export function limitIn(request: Request): number {
  const text = parameter(request, 'limit');
  if (text === undefined) return usualLimit;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= highestLimit) return limit;
  throw badParameter('limit', text, `Use 1 to ${highestLimit}, and the cursor for what is beyond.`);
}

/** Where a storm's members are read on from; 0 at first. */
export function memberCursorIn(request: Request): number {
  const text = parameter(request, 'cursor') ?? '0';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw badCursor(text);
}

export function stormIdIn(request: Request): string {
  const id = String(request.params['id']);
  try {
    patternHashOf(id);
    return id;
  } catch {
    const advice = 'Take the id from /api/v1/storms: 16 hex digits, a dash, 12 hex digits.';
    throw badParameter('id', id, advice);
  }
}

export function badCursor(text: string): HttpProblem {
  return badParameter('cursor', text, 'Give back the cursor of the page before, unchanged.');
}

/** A parameter's text; what is given twice has no one meaning. */
export function parameter(request: Request, name: string): string | undefined {
  const value = request.query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw badParameter(name, JSON.stringify(value), 'Give it once.');
}

function badParameter(name: string, value: string, advice: string): HttpProblem {
  const shown = JSON.stringify(value.slice(0, 100));
  return new HttpProblem('bad-parameter', `${name} can't be ${shown}.`, advice, {
    extra: { parameter: name },
  });
}
