import Table from 'cli-table3';

import { bold, printable } from './output.ts';

const frame = [
  ...(['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'] as const),
  ...(['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'] as const),
];
const chars = { ...Object.fromEntries(frame.map((name) => [name, ''])), middle: '  ' };

/** Columns without lines, so that they can be read, copied and cut. An empty head is left out. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const grid = new Table({
    chars,
    head: head.map(bold),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  grid.push(...rows.map((row) => row.map((cell) => printable(String(cell)))));
  return grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
