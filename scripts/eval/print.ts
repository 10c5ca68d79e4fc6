import { table } from '../../src/cli/table.ts';
import { type Result, allIncidents } from './evaluate.ts';

const head = [
  ...['incident', 'method', 'alerts', 'patterns', 'causes', 'items'],
  ...['reduction', 'precision', 'recall', 'mixed', 'split'],
];

/** Everything, for a terminal. */
export function printed(results: readonly Result[]): string {
  return [table(head, results.map(cellsOf)), '', ...calmLines(results)].join('\n');
}

/** Two tables in Markdown: what each incident is, and each method over all of them. */
export function markdown(results: readonly Result[]): string {
  const firstMethod = results[0]?.method;
  const incidents = results.filter(
    ({ method, incident }) => method === firstMethod && incident !== allIncidents,
  );
  const whole = results.filter(({ incident }) => incident === allIncidents);
  return [
    rowsOf(
      ['incident', 'alerts', 'patterns', 'causes'],
      incidents.map((result) => {
        const cells = cellsOf(result);
        return [0, 2, 3, 4].map((column) => cells[column] ?? '');
      }),
    ),
    rowsOf(
      head.slice(1),
      whole.map((result) => cellsOf(result).slice(1)),
    ),
    ...calmLines(whole),
  ].join('\n\n');
}

function cellsOf({ incident, method, patterns, score, rates }: Result): string[] {
  const { alerts, causes, items, mixed, split } = score;
  return [
    ...[incident, method],
    ...[alerts, patterns, causes, items].map(String),
    ...[`${(100 * rates.reduction).toFixed(1)} %`, rates.precision.toFixed(3), rates.recall.toFixed(3)],
    ...[mixed, split].map(String),
  ];
}

/** Where nothing shares a cause, precision says little: one wrong pair and twenty are both 0. */
function calmLines(results: readonly Result[]): string[] {
  const calm = results.filter(({ together }) => together !== null);
  const whole = calm.filter(({ incident }) => incident === allIncidents);
  return (whole.length > 0 ? whole : calm).map(
    ({ method, together }) =>
      `Where nothing shares a cause, ${method} put ${together} alerts together with others.`,
  );
}

// Padded as prettier pads a table, so that the docs keep what is written into them.
function rowsOf(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [names, names.map(() => '---'), ...rows];
  const widths = names.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) => cell.padEnd(widths[column] ?? 0, cell === '---' ? '-' : ' ');
  return all.map((row) => `| ${row.map(pad).join(' | ')} |`).join('\n');
}
