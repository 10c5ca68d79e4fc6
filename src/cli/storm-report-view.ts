import type { Labels } from '../alert/alert.ts';
import type { Storm, StormMember, StormSample } from '../storm/storm.ts';
import { bold, counted, printable, shorten } from './output.ts';
import { resourceText } from './resource-text.ts';
import type { StormReport } from '../report/storm-report.ts';
import { carriedOver, isScope } from '../storm/scope.ts';
import { memberJson, stormJson } from '../storm/storm-json.ts';
import { causeText, divisionText, fateText, lateText } from './storm-view.ts';
import { table } from './table.ts';
import { stampText, whenText } from './times.ts';

export function reportJson({ storm, snapshot, members }: StormReport) {
  const { affectedResourceCount, affectedResourcesByKind, commonLabels, commonAnnotations } = snapshot;
  return {
    ...stormJson(storm),
    ...{ affectedResourceCount, affectedResourcesByKind, commonLabels, commonAnnotations },
    samples: snapshot.samples,
    ...(members && { members: members.map(memberJson) }),
  };
}

export function reportText(report: StormReport, now: number): string {
  const parts = [
    table([], factsOf(report, now)),
    section('Storms', dividedTable(report)),
    section('Samples', report.snapshot.samples.map(sampleText).join('\n')),
    report.members && section('Members', membersTable(report.members)),
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}

function factsOf({ storm, snapshot, into }: StormReport, now: number): [string, string][] {
  const { affectedResourceCount, affectedResourcesByKind } = snapshot;
  const kinds = Object.entries(affectedResourcesByKind).map(([kind, count]) => `${count} ${kind}`);
  const facts: [string, string | undefined][] = [
    ['Storm', storm.id],
    ['Cause', storm.cause && causeText(storm.cause)],
    ['Pattern', storm.pattern.text],
    ['State', storm.state],
    ['Divided', divisionText(storm, carriedOver(storm, into))],
    ['Divided from', storm.cause?.scopeId],
    ['Reason', storm.reason],
    ['Rule', storm.terms?.rule],
    ['Fate', storm.fate && !isScope(storm) ? fateText[storm.fate] : undefined],
    ['Severity', storm.severity],
    ['Members', membersText(storm)],
    ['Since seal', lateText(storm)],
    [
      'Affected',
      // Those of a divided storm are its storms'.
      storm.state === 'divided'
        ? undefined
        : `${counted(affectedResourceCount, 'resource')}: ${kinds.join(', ')}`,
    ],
    ['In common', labelsText(snapshot.commonLabels)],
    ...timesOf(storm, now),
    ['Resource', storm.resourceName],
    ['Previous', storm.previousId],
    ['Request', storm.requestId],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

function membersText({ alertCount, deliveryCount, resolvedCount, flappingCount, truncated }: Storm): string {
  const flapping = flappingCount > 0 ? `, ${flappingCount} flapping` : '';
  const cut = truncated ? '; the sender cut alerts off' : '';
  const deliveries = counted(deliveryCount, 'delivery').replace('ys', 'ies');
  return `${counted(alertCount, 'alert')} in ${deliveries}, ${resolvedCount} resolved${flapping}${cut}`;
}

function timesOf(storm: Storm, now: number): [string, string | undefined][] {
  const at = (time: number | undefined, more = '') =>
    time === undefined ? undefined : `${stampText(time)} (${whenText(time, now)}${more})`;
  return [
    ['Opened', at(storm.openedAt)],
    ['Seals', storm.sealedAt === undefined ? at(storm.sealAt) : undefined],
    ['Sealed', at(storm.sealedAt, `, ${storm.sealReason ?? ''}`)],
    ['Submitted', at(storm.submittedAt)],
  ];
}

function section(title: string, text: string): string | undefined {
  return text === '' ? undefined : `${bold(title)}\n${text}`;
}

function sampleText({ labels, annotations, startsAt, generatorURL }: StormSample): string {
  const said = annotations['summary'] ?? annotations['description'] ?? annotations['message'];
  const lines = [`${labelsText(labels)} since ${printable(startsAt)}`, said, generatorURL];
  return lines
    .filter((line) => line !== undefined)
    .map((line, i) => `${i === 0 ? '' : '  '}${shorten(printable(line), 200)}`)
    .join('\n');
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return printable(pairs.join(' '));
}

/** The storms that one was divided into, the first of them. */
function dividedTable({ storm: { dividedInto = [] }, into }: StormReport): string {
  if (into.length === 0) return '';
  const rows = into.map(({ id, state, severity, alertCount, cause, pattern }) => [
    ...[id, state, severity, alertCount, shorten(cause?.name ?? pattern.text, 60)],
  ]);
  const text = table(['STORM', 'STATE', 'SEVERITY', 'ALERTS', 'CAUSE'], rows);
  const more = dividedInto.length - into.length;
  return more > 0 ? `${text}\n${more} more, or forgotten by now: --json has the ids of all.` : text;
}

/** With what each alert says, and why it is there, where alerts of several names share the storm. */
function membersTable(members: readonly StormMember[]): string {
  const [named, reasoned] = [members.some((one) => one.alertname), members.some((one) => one.reason)];
  const head = [
    ...['FINGERPRINT', 'SEVERITY', ...(named ? ['ALERT'] : []), 'AFFECTED', 'DELIVERIES', 'STARTED', 'ENDED'],
    ...(reasoned ? ['REASON'] : []),
  ];
  const rows = members.map((member) => {
    const { fingerprint, startsAt, endsAt, deliveries, severity, resource, flapping } = member;
    return [
      ...[fingerprint, severity, ...(named ? [shorten(member.alertname ?? '', 60)] : [])],
      ...[
        resourceText(resource),
        deliveries,
        startsAt,
        (endsAt ?? 'firing') + (flapping ? ', flapping' : ''),
      ],
      ...(reasoned ? [shorten(member.reason ?? '', 160)] : []),
    ];
  });
  return table(head, rows);
}
