import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { table } from '../../src/cli/table.ts';
import { numberText } from '../bench/figures.ts';
import { lineChart } from '../charts/line.ts';
import { type Equation, broken } from './conservation.ts';
import { medianOf } from './growth.ts';
import { type Plan, patterns } from './plan.ts';
import type { Kind } from './redis-kinds.ts';
import { type Row, type Verdict, grownIn } from './verdict.ts';

/** All that a soak has found out. */
export interface Soaked {
  readonly plan: Plan;
  readonly minutes: number;
  readonly alerts: number;
  readonly mostBehindMs: number;
  readonly verdict: Verdict;
  readonly equations: readonly Equation[];
  /** What else went wrong, in words. */
  readonly troubles: readonly string[];
  /** Keys by kind when the run was warm, and at its end. */
  readonly kinds: { readonly warm: ReadonlyMap<string, Kind>; readonly last: ReadonlyMap<string, Kind> };
}

type Cells = readonly (readonly string[])[];

const head = ['', 'first fifth', 'last fifth', 'change', ''];

/** What stands against the run; none: it was good. */
export function faultsOf({ verdict, equations, troubles }: Soaked): string[] {
  return [
    ...broken(equations).map(({ name, left, right }) => `${name}: ${left} and ${right}`),
    ...grownIn(verdict).map(({ figure, trend }) => {
      const unit = figure.unit && ` ${figure.unit}`;
      return `${figure.name} grows: ${numberText(trend?.first ?? 0)}${unit} at first, ${numberText(trend?.last ?? 0)}${unit} at last`;
    }),
    ...troubles,
  ];
}

export function printed(soaked: Soaked): string {
  const { equations, kinds } = soaked;
  const lines = equations.map(({ name, left, right }) => [
    name,
    String(left),
    String(right),
    left === right ? '' : 'BROKEN',
  ]);
  return [
    `\n${headline(soaked)}\n`,
    table(head, trendCells(soaked.verdict)),
    '',
    table(['conservation', '', '', ''], lines),
    '',
    table(['Redis keys', 'warm', 'KiB', 'end', 'KiB'], kindCells(kinds)),
  ].join('\n');
}

/** Writes report.md, soak.json and the charts; the same run always writes the same. */
export async function writeReport(folder: string, soaked: Soaked): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files: Record<string, string> = {
    'report.md': markdown(soaked),
    'soak.json': `${JSON.stringify(asJson(soaked))}\n`,
    ...chartsOf(soaked.verdict.rows),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

function headline({ plan, minutes, alerts, verdict }: Soaked): string {
  const judged =
    verdict.warmAt === undefined
      ? 'Growth was not judged: the run was not warm for long enough.'
      : `Growth was judged from minute ${verdict.warmAt.toFixed(1)} on.`;
  const [memory, retention] = [plan.memoryMs, plan.retentionMs].map((ms) => `${numberText(ms / 60_000)} min`);
  return `${alerts.toLocaleString('en')} alerts in ${minutes.toFixed(1)} minutes (${plan.rate} a second asked for), ${plan.fingerprints.toLocaleString('en')} fingerprints in ${patterns} patterns; memory ${memory}, retention ${retention}. ${judged}`;
}

function trendCells({ rows, warmAt }: Verdict): Cells {
  return rows.map(({ figure, points, trend }) => {
    const unit = figure.unit && ` ${figure.unit}`;
    // Without a judgement, what it came to.
    if (!trend)
      return [
        figure.name,
        '',
        `${numberText(medianOf(points.map(([, value]) => value)))}${unit}`,
        '',
        warmAt === undefined ? 'not judged' : 'too few',
      ];
    const change = trend.first === 0 ? '' : `${((trend.last / trend.first - 1) * 100).toFixed(1)} %`;
    const word = !figure.judged ? 'not judged' : trend.grown ? 'GROWS' : 'steady';
    return [
      figure.name,
      `${numberText(trend.first)}${unit}`,
      `${numberText(trend.last)}${unit}`,
      change,
      word,
    ];
  });
}

function kindCells({ warm, last }: Soaked['kinds']): Cells {
  const kib = (bytes: number) => (bytes / 1024).toFixed(0);
  return [...last].map(([kind, { keys, bytes }]) => {
    const before = warm.get(kind);
    return [kind, String(before?.keys ?? ''), before ? kib(before.bytes) : '', String(keys), kib(bytes)];
  });
}

function markdown(soaked: Soaked): string {
  const { verdict, equations, kinds } = soaked;
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const grid = (top: readonly string[], rows: Cells) =>
    [row(top), row(top.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(row)].join('\n');
  const faults = faultsOf(soaked);
  return [
    '<!-- Written by `npm run soak`; what it says is explained in docs/soak.md. -->\n\n# What the soak found\n',
    `${headline(soaked)} ${machine()}\n`,
    faults.length === 0
      ? `Nothing was lost or counted twice${verdict.warmAt === undefined ? '' : ', and nothing grew'}.\n`
      : `${faults.map((fault) => `- ${fault}`).join('\n')}\n`,
    ...Object.keys(chartsOf(verdict.rows)).map((name) => `![${name.replace('.svg', '')}](${name})\n`),
    `${grid(head, trendCells(verdict))}\n`,
    `${grid(
      ['conservation', 'one side', 'the other'],
      equations.map(({ name, left, right }) => [name, String(left), String(right)]),
    )}\n`,
    grid(['Redis keys', 'warm', 'KiB', 'end', 'KiB'], kindCells(kinds)),
    '',
  ].join('\n');
}

function machine(): string {
  return `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}.`;
}

const charts: readonly (readonly [file: string, title: string, unit: string, ends: readonly string[]])[] = [
  ['memory', 'Memory of the processes', 'MiB', ['resident', 'live heap']],
  ['redis', 'Memory of Redis', 'MiB', ['Redis memory', 'Redis data']],
  ['keys', 'Keys in Redis', 'keys', ['Redis keys']],
  ['event-loop', 'Delay of the event loop, 99th percentile', 'ms', ['event loop p99']],
  ['handles', 'Handles and open files', '', ['handles', 'open files']],
];

function chartsOf(rows: readonly Row[]): Record<string, string> {
  const drawn = charts.map(([file, title, yName, ends]) => {
    const mine = rows.filter(({ figure }) => ends.some((end) => figure.name.endsWith(end)));
    const series = mine.map(({ figure, points }) => ({ name: figure.name, points }));
    return [`${file}.svg`, lineChart({ title, xName: 'minutes', yName, series })] as const;
  });
  return Object.fromEntries(drawn);
}

function asJson({ verdict, kinds, ...rest }: Soaked): object {
  const round = (value: number) => Number(value.toPrecision(6));
  return {
    ...rest,
    ...{ machine: machine(), warmAt: verdict.warmAt },
    kinds: { warm: Object.fromEntries(kinds.warm), last: Object.fromEntries(kinds.last) },
    figures: verdict.rows.map(({ figure, points, trend }) => ({
      ...{ ...figure, trend },
      points: points.map(([minute, value]) => [round(minute), round(value)]),
    })),
  };
}
