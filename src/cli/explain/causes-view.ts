import { bold, counted, printable, shorten } from '../output.ts';
import { resourceText } from '../resource-text.ts';
import { fateText } from '../storm-view.ts';
import { table } from '../table.ts';
import type { ExplainedCause, ScopeCauses } from './causes.ts';

/** The causes of each scope, and under each its alerts with the reason why they are there. */
export function causesText(scopes: readonly ScopeCauses[], knownFrom: string): string {
  return scopes.map((scope) => scopeText(scope, knownFrom)).join('\n\n');
}

function scopeText({ scope, causes }: ScopeCauses, knownFrom: string): string {
  const alerts = sum(causes.map(({ members }) => members.length));
  const made = counted(sum(causes.map(resourcesOf)), 'resource');
  const title = `Causes of ${scope}: ${counted(alerts, 'alert')}, ${counted(causes.length, 'cause')}, ${made}`;
  const head = ['CAUSE', 'KIND', 'BECOMES', 'ALERT', 'AFFECTED', 'REASON'];
  const intro = `As if all stood in one window; ${knownFrom}.`;
  return [bold(printable(title)), printable(intro), table(head, causes.flatMap(rowsOf))].join('\n');
}

function rowsOf({ name, kind, becomes, members }: ExplainedCause): string[][] {
  return members.map(({ deliveries: [{ alert, resource }], reason }, index) => [
    ...(index === 0 ? [shorten(name, 60), kind, fateText[becomes]] : ['', '', '']),
    ...[shorten(alert.labels['alertname'] ?? '', 40), shorten(resourceText(resource), 60)],
    shorten(reason, 160),
  ]);
}

function resourcesOf({ becomes, members }: ExplainedCause): number {
  if (becomes === 'drop') return 0;
  return becomes === 'each' ? members.length : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
