import { formatDuration } from '../../config/units.ts';
import type { StormTerms } from '../../storm/terms.ts';
import { bold, counted, printable, shorten } from '../output.ts';
import { resourceText } from '../resource-text.ts';
import { table } from '../table.ts';
import { stampText, whenText } from '../times.ts';
import { belowText, sealText, tenantText, whenResolvedText } from './explain-words.ts';
import { type Explained, type ExplainedAlert, alertsIn } from './explain.ts';

/** A line for each alert, and below them the storms that the firing ones would open. */
export function explainedText(place: string, all: readonly Explained[], nowMs: number): string {
  const title = bold(printable(`${place}: ${counted(all.length, 'alert')}`));
  if (all.length === 0) return title;
  const head = ['INDEX', 'STATUS', 'ALERT', 'AFFECTED', 'RULE', 'PATTERN', 'BECOMES'];
  const storms = stormsOf(alertsIn(all)).map(stormText);
  return [title, table(head, all.map(row(nowMs))), ...storms].join('\n\n').replace('\n\n', '\n');
}

function row(nowMs: number) {
  return (each: Explained): (string | number)[] => {
    if (each.kind === 'rejected') {
      const { index, reason } = each.rejected;
      return [index, '', '', '', '', '', `rejected: ${shorten(reason, 80)}`];
    }
    const { index, alert, resource, route } = each.explained;
    return [
      ...[index, alert.status, shorten(alert.labels['alertname'] ?? '', 40)],
      ...[shorten(resourceText(resource), 60), route.rule.name, shorten(route.pattern.text, 60)],
      becomesText(each.explained, nowMs),
    ];
  };
}

function becomesText({ becomes, route, mutedUntilMs = 0 }: ExplainedAlert, nowMs: number): string {
  if (becomes === 'muted') return `muted ${untilText(mutedUntilMs, nowMs)}`;
  if (becomes === 'folds' && route.urgentMs !== undefined)
    return route.urgentMs === 0 ? 'folds, urgent' : `folds, urgent: waits ${formatDuration(route.urgentMs)}`;
  return becomes;
}

function untilText(untilMs: number, nowMs: number): string {
  if (untilMs === Infinity) return 'with no end within 35 days';
  return `until ${stampText(untilMs)} (${whenText(untilMs, nowMs)})`;
}

/** By pattern, in the order of their first alerts. */
function stormsOf(alerts: readonly ExplainedAlert[]): readonly (readonly ExplainedAlert[])[] {
  const folding = alerts.filter(({ becomes }) => becomes === 'folds');
  return [...Map.groupBy(folding, ({ route }) => route.pattern.hash).values()];
}

function stormText(members: readonly ExplainedAlert[]): string {
  // Each can bring the end forward, and none can put it off.
  const first = members.reduce((one, other) => (other.seal.atMs < one.seal.atMs ? other : one));
  const { route, partition, seal } = first;
  const facts: [string, string | undefined][] = [
    ['Storm', route.pattern.text],
    ['Alerts', shorten(members.map(({ index }) => index).join(', '), 60)],
    ['Rule', [...new Set(members.map((each) => each.route.rule.name))].join(', ')],
    ['Partition', String(partition)],
    ['Tenant', tenantText(route.tenant)],
    ['Seals', `${stampText(seal.atMs)} (${sealText(seal)})`],
    ['Divided', route.terms.correlate && 'into a storm for each cause, once it is sealed'],
    ['Below', ofCauses(route.terms, belowText(route.terms))],
    ['Resolved', ofCauses(route.terms, whenResolvedText(route.terms))],
  ];
  return table(
    [],
    facts.filter((fact): fact is [string, string] => fact[1] !== undefined),
  );
}

function ofCauses({ correlate }: StormTerms, text: string | undefined): string | undefined {
  return correlate && text !== undefined ? `of each cause: ${text}` : text;
}
