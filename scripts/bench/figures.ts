/** What one side came to in every round, in the order of the rounds. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** Two sides of the same rounds by each other; what is claimed, is claimed of these. */
export interface Ratio extends Series {
  readonly unit: 'times';
  readonly goal?: Goal | undefined;
}

export interface Goal {
  readonly is: 'at least' | 'at most';
  readonly value: number;
}

/** What one scenario measured. */
export interface Findings {
  readonly name: string;
  readonly title: string;
  /** What was done, in a sentence or two, for whoever reads the table. */
  readonly how: string;
  readonly series: readonly Series[];
  readonly ratios: readonly Ratio[];
  /** Figures with a goal of their own, such as bytes a member. */
  readonly limits?: readonly (Series & { readonly goal: Goal })[];
  readonly plots?: readonly Plot[];
}

/** A picture of some of the figures: of several rounds as bars with their spread, or of one quantity over another as lines. */
export type Plot = {
  readonly name: string;
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
} & (
  | { readonly bars: readonly Series[]; readonly logarithmic?: boolean }
  | { readonly lines: readonly Line[]; readonly logarithmic?: boolean }
);

interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Round by round, as both sides of a round ran on the machine in the same state. */
export function ratioOf(name: string, one: Series, other: Series, goal?: Goal): Ratio {
  const values = one.values.map((value, round) => value / (other.values[round] ?? Number.NaN));
  return { name, unit: 'times', values, goal };
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  return { median: at(0.5), least: at(0), most: at(1) };
}

export function reaches(values: readonly number[], { is, value }: Goal): boolean {
  const { median } = spreadOf(values);
  return is === 'at least' ? median >= value : median <= value;
}

/** Three digits that mean something; no decimals where the number is large. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '?';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(decimals, 2) });
}
