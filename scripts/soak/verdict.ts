import { type Figure, processFigures, redisFigures } from './figures.ts';
import { type Point, type Trend, trendOf } from './growth.ts';
import { type Plan, leastJudgedMs, warmUpMs } from './plan.ts';
import type { Sample } from './sampler.ts';

/** One figure over the whole run, and its trend where it could be judged. */
export interface Row {
  readonly figure: Figure;
  readonly points: readonly Point[];
  readonly trend: Trend | undefined;
}

export interface Verdict {
  readonly rows: readonly Row[];
  /** Minute from which on growth is judged; undefined: the run was too short for that. */
  readonly warmAt: number | undefined;
}

export function judge(plan: Plan, samples: readonly Sample[]): Verdict {
  const warmAt = warmMinute(plan, samples);
  const figures = [...processFigures('intake'), ...processFigures('worker'), ...redisFigures];
  const rows = figures
    .map((figure) => rowOf(figure, samples, warmAt))
    .filter(({ points }) => points.length > 0);
  return { rows, warmAt };
}

export function grownIn({ rows }: Verdict): Row[] {
  return rows.filter(({ figure, trend }) => figure.judged && trend?.grown === true);
}

/** A run that holds less at its beginning than it will ever hold grows, and has every right to. */
function warmMinute(plan: Plan, samples: readonly Sample[]): number | undefined {
  const warm = samples.find(({ minute, full }) => full && minute * 60_000 >= warmUpMs(plan));
  const last = samples.at(-1);
  if (!warm || !last || (last.minute - warm.minute) * 60_000 < leastJudgedMs) return undefined;
  return warm.minute;
}

function rowOf(figure: Figure, samples: readonly Sample[], warmAt: number | undefined): Row {
  const points = samples.flatMap(({ minute, values }) => {
    const value = values[figure.name];
    return value === undefined ? [] : [[minute, value] as const];
  });
  const judged = warmAt === undefined ? [] : points.filter(([minute]) => minute >= warmAt);
  return { figure, points, trend: trendOf(judged, figure.slack) };
}
