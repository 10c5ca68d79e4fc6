import Table from 'cli-table3';

import { type Findings, type Goal, type Series, numberText, reaches, spreadOf } from './figures.ts';

type Row = readonly [name: string, median: string, spread: string, goal: string];

/** One scenario as rows of text: its sides, and what is claimed of them. */
export function rowsOf({ series, ratios, limits = [] }: Findings): Row[] {
  return [...series.map((one) => rowOf(one)), ...[...limits, ...ratios].map((one) => rowOf(one, one.goal))];
}

function rowOf({ name, unit, values }: Series, goal?: Goal): Row {
  const { median, least, most } = spreadOf(values);
  const spread = `${numberText(least)} to ${numberText(most)}`;
  return [name, `${numberText(median)} ${unit}`, spread, goal === undefined ? '' : goalText(goal, values)];
}

function goalText(goal: Goal, values: readonly number[]): string {
  return `${goal.is} ${goal.value}: ${reaches(values, goal) ? 'reached' : 'NOT reached'}`;
}

export function printedTable(findings: Findings): string {
  const table = new Table({
    head: ['', 'median', 'spread', 'goal'],
    style: { head: [], border: [] },
    chars: noLines,
  });
  table.push(...rowsOf(findings).map((row) => [...row]));
  return `\n${findings.title}\n${findings.how}\n${table.toString()}`;
}

/** Between rows. */
const noLines = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
