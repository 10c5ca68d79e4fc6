import { intakeSettings } from './settings-intake.ts';
import { ruleSettings, tenantSettings } from './settings-rules.ts';
import { sinkSettings } from './settings-sink.ts';
import { stormSettings } from './settings-storms.ts';
import { type Setting, shown } from './setting.ts';

export const settingsByName = {
  ...stormSettings,
  ...ruleSettings,
  ...tenantSettings,
  ...sinkSettings,
  ...intakeSettings,
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
  ...Object.values(settingsByName).map((each) => row(each as Setting<unknown>)),
  ...Object.entries(variablesAlone).map(([variable, controls]) => ({
    ...{ variable, controls, default: 'none' },
    ...{ path: undefined, raiseWhen: undefined, lowerWhen: undefined },
  })),
];

/** The settings as a Markdown table, for the README. */
export function settingsMarkdown(): string {
  const heads = ['Variable', 'In the file', 'Default', 'Controls', 'Raise when', 'Lower when'];
  const rows = settings.map((each) => [
    `\`${each.variable}\``,
    each.path === undefined ? '' : `\`${each.path}\``,
    each.default.includes('`') || each.default.includes(' ') ? each.default : code(each.default),
    each.controls,
    each.raiseWhen ?? '',
    each.lowerWhen ?? '',
  ]);
  return alignedTable([heads, heads.map(() => '---'), ...rows]);
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

// Padded as prettier pads a table, so that the README keeps what is pasted into it.
function alignedTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const pad = (cell: string, column: number) => cell.padEnd(widths[column] ?? 0, cell === '---' ? '-' : ' ');
  return rows.map((cells) => `| ${cells.map(pad).join(' | ')} |`).join('\n');
}
