import { patternOf } from '../../src/storm/pattern.ts';
import { type KnownIncident, type Method, firingsOf } from './incident.ts';
import { type Rates, type Score, ratesOf, scoreOf, sumOf, together } from './score.ts';

/** One method on one incident, or on all of them. */
export interface Result {
  readonly incident: string;
  readonly method: string;
  /** How many storms of the default pattern the alerts would be. */
  readonly patterns: number;
  readonly score: Score;
  readonly rates: Rates;
  /** On a calm day, where no two alerts share a cause: how many stand in an item with another one. Null elsewhere. */
  readonly together: number | null;
}

export const allIncidents = 'all';

/** Asks every method about every incident: incident by incident, and the sums at the end when there are several. */
export async function evaluate(
  known: readonly KnownIncident[],
  methods: readonly Method[],
): Promise<Result[]> {
  const results: Result[] = [];
  for (const one of known) {
    for (const method of methods) results.push(await resultOf(one, method));
  }
  return known.length < 2 ? results : [...results, ...methods.map(({ name }) => inAll(name, results))];
}

async function resultOf(known: KnownIncident, method: Method): Promise<Result> {
  const items = await method.itemsOf(known.incident);
  const score = scoreOf(known, items);
  return {
    ...{ incident: known.incident.name, method: method.name },
    ...{ patterns: patternsOf(known), score, rates: ratesOf(score) },
    together: score.truePairs === 0 ? together(known, items) : null,
  };
}

function patternsOf({ incident }: KnownIncident): number {
  return new Set([...firingsOf(incident).values()].map(({ labels }) => patternOf(labels).hash)).size;
}

function inAll(method: string, results: readonly Result[]): Result {
  const own = results.filter((result) => result.method === method);
  const score = sumOf(own.map((result) => result.score));
  const calm = own.flatMap((result) => result.together ?? []);
  return {
    ...{ incident: allIncidents, method, score, rates: ratesOf(score) },
    patterns: own.reduce((sum, { patterns }) => sum + patterns, 0),
    together: calm.length === 0 ? null : calm.reduce((sum, one) => sum + one, 0),
  };
}
