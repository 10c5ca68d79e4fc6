import { stripVTControlCharacters } from 'node:util';

import { counted } from '../output.ts';
import { table } from '../table.ts';
import type { WrittenResource } from './check-storms.ts';
import type { Outcome } from './check.ts';

/** Everything that came out, largest first. Where the terminal is too narrow, the names go. */
export function resourcesTable(resources: readonly WrittenResource[], columns: number): string {
  const head = ['PATTERN', 'SEVERITY', 'ALERTS', 'AFFECTED', 'DELIVERIES', 'RESOURCE'];
  const rows = resources.map(rowOf);
  const full = table(head, rows);
  if (widthOf(full) <= columns) return full;
  const narrow = table(
    head.slice(0, -1),
    rows.map((row) => row.slice(0, -1)),
  );
  return `${narrow}\n(The terminal is too narrow for their names: the files are named after them.)`;
}

function rowOf({ manifest: { metadata, spec } }: WrittenResource): (string | number)[] {
  const affected = Object.entries(spec.affectedResourcesByKind).map(([kind, count]) => `${count} ${kind}`);
  const { pattern, severity, alertCount, deliveryCount } = spec;
  return [pattern.text, severity, alertCount, affected.join(', '), deliveryCount, metadata.name];
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => stripVTControlCharacters(line).length));
}

/** What went in, what became of it, what came out. */
export function countsOf({ answers, totals, resources }: Outcome) {
  const { received = 0, excluded = 0, rejected = 0, opened = 0, folded = 0 } = totals.alerts;
  const { repeated = 0, resolved = 0, refired = 0 } = totals.alerts;
  return {
    ...{ notifications: answers.notifications, received, excluded, rejected, repeated, resolved },
    ...{ episodes: opened + folded, refired, storms: resources.length },
  };
}

export function countsText(counts: ReturnType<typeof countsOf>): string {
  const { notifications, received, excluded, repeated, resolved, episodes, refired, storms } = counts;
  const rows = [
    ['Alerts in', received, `in ${counted(notifications, 'notification')}; of them`],
    ['', excluded, 'excluded: Watchdog and InfoInhibitor, as by default'],
    ['', repeated, 'repeats of what was known: absorbed'],
    ['', resolved, 'said that something has ended: noted in its storm'],
    ['', episodes, `episodes, each in exactly one storm; ${refired} of them fired again after an end`],
    ['Storms out', storms, 'with one resource each'],
  ] as const;
  const width = String(received).length;
  const aligned = rows.map(([name, count, text]) => [name, String(count).padStart(width), text]);
  const [lessAlerts, lessEpisodes] = [fewer(storms, received), fewer(storms, episodes)];
  const items = `Whoever acts on them has ${storms} items: ${lessAlerts} fewer than the ${received} alerts received, `;
  return `${table([], aligned)}\n${items}${lessEpisodes} fewer than the ${episodes} episodes.`;
}

function fewer(few: number, many: number): string {
  return `${Math.round((1 - few / many) * 100)} %`;
}

export function faultsText(faults: readonly string[]): string {
  return [`${counted(faults.length, 'count')} off:`, ...faults.map((fault) => `  ${fault}`)].join('\n');
}
