import { table } from '../../../src/cli/table.ts';
import type { FaultKind } from '../kinds/kind.ts';
import type { RunResult } from './run.ts';

/** The table of all runs, a row for each kind of fault. Alerts count in the row of every fault of their run. */
export function reportOf(kinds: readonly FaultKind[], results: readonly RunResult[]): string {
  const head = [
    'fault',
    'struck',
    'runs',
    'alerts',
    'lost',
    'double',
    'duplicates',
    'stuck',
    'gone with the power',
  ];
  const rows = kinds.map(({ name }) => {
    const itsRuns = results.filter(({ struck }) => struck.has(name));
    return [name, sum(itsRuns, ({ struck }) => struck.get(name) ?? 0), ...figures(itsRuns)];
  });
  return table(head, [...rows, ['all', sum(results, timesStruck), ...figures(results)]]);
}

function timesStruck({ struck }: RunResult): number {
  return [...struck.values()].reduce((all, n) => all + n, 0);
}

export function sum(results: readonly RunResult[], of: (result: RunResult) => number): number {
  return results.reduce((all, result) => all + of(result), 0);
}

function figures(results: readonly RunResult[]): number[] {
  const of = ['accepted', 'lost', 'double', 'duplicates', 'stuck', 'gone'] as const;
  return [results.length, ...of.map((name) => sum(results, (result) => result[name]))];
}

/** How the keys of all runs were spread over the masters, a line for each; of one Redis there is nothing to tell. */
export function sharesOf(results: readonly RunResult[]): string[] {
  const masters = results[0]?.mostKeys ?? [];
  return masters.map((_, i) => {
    const shares = results.map(({ mostKeys }) => {
      const all = mostKeys.reduce((keys, most) => keys + most, 0);
      return Math.round((100 * (mostKeys[i] ?? 0)) / (all || 1));
    });
    const keys = Math.round(sum(results, ({ mostKeys }) => mostKeys[i] ?? 0) / results.length);
    return `master ${i}: ${keys} keys at most (mean of the runs), ${Math.min(...shares)} to ${Math.max(...shares)} % of all`;
  });
}
