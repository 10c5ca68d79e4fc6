import { correlationSettings } from './settings-correlation.ts';
import { intakeSettings } from './settings-intake.ts';
import { redisSettings } from './settings-redis.ts';
import { ruleSettings, tenantSettings } from './settings-rules.ts';
import { sinkSettings } from './settings-sink.ts';
import { stormSettings } from './settings-storms.ts';
import { topologySettings } from './settings-topology.ts';
import { tracingSettings } from './settings-tracing.ts';
import { type Setting, shown } from './setting.ts';

export const settingsByName = {
  ...redisSettings,
  ...stormSettings,
  ...ruleSettings,
  ...tenantSettings,
  ...correlationSettings,
  ...sinkSettings,
  ...intakeSettings,
  ...topologySettings,
  ...tracingSettings,
};

/** A row of the settings table. */
export interface SettingRow {
  readonly variable: string;
  /** Undefined: can't be set in the file. */
  readonly path: string | undefined;
  readonly default: string;
  readonly controls: string;
  readonly raiseWhen: string | undefined;
  readonly lowerWhen: string | undefined;
}

const variablesAlone = {
  STORMFOLD_CONFIG: 'the YAML file to read, as `--config`',
  STORMFOLD_FIXTURES: 'tests only: the folder of recorded notifications',
};

/** Every setting there is, in the order of the documentation. */
export const settings: readonly SettingRow[] = [
  ...rowsOf(settingsByName),
  ...Object.entries(variablesAlone).map(([variable, controls]) => ({
    ...{ variable, controls, default: 'none' },
    ...{ path: undefined, raiseWhen: undefined, lowerWhen: undefined },
  })),
];

/** The settings as a Markdown table, for docs/settings.md. */
export function settingsMarkdown(): string {
  return tableOf(settings, ['Variable', 'In the file', ...words]);
}

/** What a rule may set, for docs/rules.md: the same words, under the name that they have in a rule. */
export function ruleSettingsMarkdown(): string {
  return tableOf(rowsOf(ruleSettings), ['In the file', ...words]);
}

/** The limits of tenants, for docs/rules.md. */
export function tenantSettingsMarkdown(): string {
  return tableOf(rowsOf(tenantSettings), ['In the file', ...words]);
}

const words = ['Default', 'Controls', 'Raise when', 'Lower when'] as const;
type Column = 'Variable' | 'In the file' | (typeof words)[number];

const cells: Readonly<Record<Column, (row: SettingRow) => string>> = {
  Variable: ({ variable }) => `\`${variable}\``,
  'In the file': ({ path }) => (path === undefined ? '' : `\`${path}\``),
  Default: ({ default: text }) => (text.includes('`') || text.includes(' ') ? text : code(text)),
  Controls: ({ controls }) => controls,
  'Raise when': ({ raiseWhen }) => raiseWhen ?? '',
  'Lower when': ({ lowerWhen }) => lowerWhen ?? '',
};

function tableOf(rows: readonly SettingRow[], columns: readonly Column[]): string {
  const texts = rows.map((each) => columns.map((column) => cells[column](each)));
  return alignedTable([columns, columns.map(() => '---'), ...texts]);
}

function rowsOf(some: Readonly<Record<string, unknown>>): readonly SettingRow[] {
  return Object.values(some).map((each) => row(each as Setting<unknown>));
}

function row(each: Setting<unknown>): SettingRow {
  return {
    variable: each.variable,
    path: each.path,
    default: shown(each, each.fallback),
    controls: each.controls,
    raiseWhen: each.raiseWhen,
    lowerWhen: each.lowerWhen,
  };
}

function code(text: string): string {
  return text === 'none' ? text : `\`${text}\``;
}

// Padded as prettier pads a table, so that the docs keep what is pasted into them.
function alignedTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((texts) => texts[column]?.length ?? 0)),
  );
  const pad = (cell: string, column: number) => cell.padEnd(widths[column] ?? 0, cell === '---' ? '-' : ' ');
  return rows.map((texts) => `| ${texts.map(pad).join(' | ')} |`).join('\n');
}
