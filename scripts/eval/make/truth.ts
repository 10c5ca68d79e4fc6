import { type Delivery, type DeliveredAlert, type Truth } from '../format.ts';
import { counts, keyOf } from '../incident.ts';
import type { Cause } from './cause.ts';
import { rulesOf } from './rules.ts';
import type { Stage } from './stage.ts';

type Member = Truth['causes'][string]['members'][number];

interface Judged {
  readonly cause: string;
  readonly member: Member;
}

/**
 * What was delivered, each firing with the cause that held its object. Throws where one fired and nobody had broken
 * anything: the simulator and its rules do not agree then, and the recording is of no use.
 */
export function truthOf(
  stage: Stage,
  description: string,
  startedAt: number,
  recorded: readonly Delivery[],
): Truth {
  const entries = recorded.flatMap(({ path, body }) => body.alerts.map((alert) => ({ path, alert })));
  const firings = Map.groupBy(
    entries.filter(({ alert }) => counts(alert)),
    ({ alert }) => keyOf(alert),
  );
  const judge = judgeFor(stage, startedAt);
  const judged = [...firings.values()].map((some) => judge(some));
  const faults = judged.flatMap((one) => (typeof one === 'string' ? [one] : []));
  if (faults.length > 0) throw new Error(`nobody broke what fired:\n${faults.join('\n')}`);
  const members = judged.flatMap((one) => (typeof one === 'string' ? [] : [one]));
  return { description, ...sorted(stage.causes, members.toSorted(byTime)) };
}

function judgeFor({ world }: Stage, startedAt: number) {
  const rules = new Map(rulesOf(world.conventions).map((rule) => [rule.name, rule]));
  return (entries: readonly { path: string; alert: DeliveredAlert }[]): Judged | string => {
    const [first] = entries;
    const rule = rules.get(first?.alert.labels['alertname'] ?? '');
    if (!first || !rule) return `no rule for ${JSON.stringify(first)}`;
    const { labels, fingerprint, startsAt } = first.alert;
    const object = rule.object(labels, world);
    const firedMs = Date.parse(startsAt) - startedAt;
    const ended = entries.find(({ alert }) => alert.status === 'resolved');
    const endedMs = ended ? Date.parse(ended.alert.endsAt) - startedAt : world.nowMs();
    const [cause, ...also] = world.blame.causesOf(object, rule.kinds, firedMs, endedMs);
    if (cause === undefined) return `${rule.name} at ${firedMs}: ${object} ${JSON.stringify(labels)}`;
    const firingOn = [
      ...new Set(entries.flatMap(({ path, alert }) => (alert.status === 'firing' ? [path] : []))),
    ];
    const member = { fingerprint, startsAt, alertname: rule.name, object, labels, firingOn };
    return { cause, member: also.length > 0 ? { ...member, also } : member };
  };
}

function byTime(a: Judged, b: Judged): number {
  return Date.parse(a.member.startsAt) - Date.parse(b.member.startsAt);
}

/** Causes with several firings, and those with one. */
function sorted(causes: readonly Cause[], judged: readonly Judged[]): Pick<Truth, 'causes' | 'unrelated'> {
  const several: Truth['causes'] = {};
  const unrelated: Truth['unrelated'] = [];
  for (const { id, description, background } of causes.filter(({ acts }) => acts)) {
    const members = judged.filter(({ cause }) => cause === id).map(({ member }) => member);
    const [only] = members;
    if (members.length > 1) several[id] = { description, members, ...(background && { background }) };
    else if (only) unrelated.push({ causeId: id, description, ...only });
    else throw new Error(`the cause ${id} made nothing fire`);
  }
  return { causes: several, unrelated };
}
