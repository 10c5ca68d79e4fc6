export type Point = readonly [minute: number, value: number];

/** How a figure went over the time that is judged. */
export interface Trend {
  /** Medians of the first fifth and of the last. */
  readonly first: number;
  readonly last: number;
  /** What the robust line rises from the first fifth's middle to the last one's. */
  readonly rise: number;
  readonly grown: boolean;
}

/** What may be there more at the end than at the beginning. */
const allowedShare = 0.05;

/** Fewer points have no fifths that mean anything. */
const leastPoints = 10;

/**
 * Whether a figure grows. Both must say so, the medians and the line: one wave at the end lifts the medians, and one at
 * the beginning bends the line. Growth up to `slack`, in the figure's unit, is none. Undefined for too few points.
 */
export function trendOf(points: readonly Point[], slack: number): Trend | undefined {
  if (points.length < leastPoints) return undefined;
  const fifth = Math.floor(points.length / 5);
  const [head, tail] = [points.slice(0, fifth), points.slice(-fifth)];
  const [first, last] = [medianOf(values(head)), medianOf(values(tail))];
  const rise = slopeOf(points) * (medianOf(minutes(tail)) - medianOf(minutes(head)));
  const most = Math.max(first * allowedShare, slack);
  return { first, last, rise, grown: last - first > most && rise > most };
}

/** Theil and Sen: the median of the slopes of all pairs. A third of the points may be nonsense, and it stays. */
export function slopeOf(points: readonly Point[]): number {
  const slopes = points.flatMap(([x1, y1], i) =>
    points.slice(i + 1).flatMap(([x2, y2]) => (x2 === x1 ? [] : [(y2 - y1) / (x2 - x1)])),
  );
  return slopes.length === 0 ? 0 : medianOf(slopes);
}

/** NaN of none. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort();
  const middle = sorted.length / 2;
  const [below = Number.NaN, above = Number.NaN] = [
    sorted[Math.ceil(middle) - 1],
    sorted[Math.floor(middle)],
  ];
  return (below + above) / 2;
}

function minutes(points: readonly Point[]): number[] {
  return points.map(([minute]) => minute);
}

function values(points: readonly Point[]): number[] {
  return points.map(([, value]) => value);
}
