import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { barChart } from '../charts/bar.ts';
import { lineChart } from '../charts/line.ts';
import { type Findings, type Plot, spreadOf } from './figures.ts';
import { rowsOf } from './print.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));

/** Puts what was measured into docs/performance.md, between the marks that each scenario has there, and its plots beside it. */
export async function writeDocument(found: readonly Findings[], machine: string): Promise<void> {
  const file = `${docs}performance.md`;
  const folder = `${docs}performance`;
  await mkdir(folder, { recursive: true });
  const sections = new Map(found.map((findings) => [findings.name, sectionOf(findings, machine)]));
  await writeFile(file, withSections(await readFile(file, 'utf8'), sections));
  for (const plot of found.flatMap(({ plots = [] }) => plots))
    await writeFile(`${folder}/${plot.name}.svg`, drawn(plot));
}

/** The text with what stands between `<!-- measured: NAME -->` and `<!-- /measured -->` made anew. Throws where a name has no place. */
export function withSections(text: string, sections: ReadonlyMap<string, string>): string {
  let written = text;
  for (const [name, section] of sections) {
    const place = new RegExp(`(<!-- measured: ${name} -->\n)[^]*?(<!-- /measured -->)`);
    if (!place.test(written)) throw new Error(`docs/performance.md has no place for ${name}`);
    written = written.replace(place, (_, begin: string, end: string) => `${begin}\n${section}\n\n${end}`);
  }
  return written;
}

function sectionOf(findings: Findings, machine: string): string {
  const rows = [['', 'median', 'spread', 'goal'], ['---', '---', '---', '---'], ...rowsOf(findings)];
  const pictures = (findings.plots ?? []).map(({ name, title }) => `![${title}](performance/${name}.svg)`);
  return [`${findings.how} (${machine}.)`, table(rows), ...pictures].join('\n\n');
}

// Padded as prettier pads a table, so that the docs keep what is written into them.
function table(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2, 3].map((column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) => cell.padEnd(widths[column] ?? 0, cell === '---' ? '-' : ' ');
  return rows.map((row) => `| ${row.map(pad).join(' | ')} |`).join('\n');
}

function drawn(plot: Plot): string {
  const { title, xName, yName, logarithmic = false } = plot;
  if ('lines' in plot) {
    return lineChart({
      title,
      xName,
      yName,
      series: plot.lines,
      ...(logarithmic && { log: 'both' as const }),
    });
  }
  const values = plot.bars.map((bar) => {
    const { median, least, most } = spreadOf(bar.values);
    return { value: median, min: least, max: most };
  });
  const categories = plot.bars.map(({ name }) => name);
  return barChart({
    ...{ title, xName, yName, categories, series: [{ name: title, values }] },
    ...(logarithmic && { log: 'y' as const }),
  });
}
