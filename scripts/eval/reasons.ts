import { affectedResourceOf } from '../../src/alert/affected-resource.ts';
import { refKey } from '../../src/alert/topology.ts';
import { table } from '../../src/cli/table.ts';
import type { Cause } from '../../src/correlation/cause.ts';
import { type Incident, type KnownIncident, type MemberKey, firingsOf, keyOf } from './incident.ts';
import { decisions } from './methods.ts';

const head = ['CAUSE', 'KIND', 'ALERT', 'AFFECTED', 'REASON', 'TRUE CAUSE'];

/** Every cause that is found in an incident, with each of its alerts, why it is there, and what it really came of. */
export function printedReasons(known: KnownIncident): string {
  const truth = trueCauses(known);
  return decisions(known.incident)
    .map(([how, causes]) => {
      const rows = causes.flatMap((cause) => rowsOf(known.incident, cause, truth));
      return `${known.incident.name}, ${how}\n${table(head, rows)}`;
    })
    .join('\n\n');
}

function rowsOf(
  incident: Incident,
  { kind, name, members }: Cause,
  truth: ReadonlyMap<string, string>,
): string[][] {
  const firings = firingsOf(incident);
  return members.map(({ id, reason }, i) => {
    const labels = firings.get(id as MemberKey)?.labels ?? {};
    const object = refKey(affectedResourceOf(labels)).replace('//', '/');
    const [first, second] = i === 0 ? [name, kind] : ['', ''];
    return [first, second, labels['alertname'] ?? '', object, reason, truth.get(id) ?? 'none'];
  });
}

function trueCauses({ truth }: KnownIncident): ReadonlyMap<string, string> {
  const of = Object.entries(truth.causes).flatMap(([cause, { members }]) =>
    members.map((member) => [keyOf(member), cause] as const),
  );
  return new Map([...of, ...truth.unrelated.map((member) => [keyOf(member), member.causeId] as const)]);
}
