import { fingerprintOf, timeText } from './go.ts';
import type { RecordedDelivery } from './receiver.ts';
import type { ScriptedAlert } from './scripted.ts';

/** One firing of one alert, by what an Alertmanager calls it. */
interface Episode {
  readonly key: string;
  readonly alert: ScriptedAlert;
  readonly ended: boolean;
}

/** How often each episode was delivered, by status. */
type Sent = ReadonlyMap<string, { firing: number; resolved: number }>;

const severities = ['critical', 'warning', 'info', 'none'];

/**
 * What has to come of the recording, from the incident that was scripted and from counting what was delivered. Nothing
 * of Stormfold's own code has a part in it. Throws when the recording is not what the incident should have made.
 */
export function truthOf(
  alerts: readonly ScriptedAlert[],
  startedAt: number,
  deliveries: readonly RecordedDelivery[],
) {
  const episodes = alerts.flatMap((alert) => episodesOf(alert, startedAt));
  const sent = countSent(deliveries);
  check(episodes, sent);
  const counted = episodes.filter(({ alert }) => !alert.excluded);
  const storms = Map.groupBy(counted, ({ alert }) => patternText(alert));
  return {
    recording: {
      notifications: deliveries.length,
      lengthMs: deliveries.at(-1)?.t_ms ?? 0,
      alertmanager: deliveries[0]?.headers['user-agent'] ?? '',
    },
    alerts: alertSums(episodes, sent, storms.size),
    storms: [...storms].map(([pattern, members]) => stormOf(pattern, members, sent)),
  };
}

function episodesOf(alert: ScriptedAlert, startedAt: number): Episode[] {
  return alert.firings.map(({ fromMs, toMs }) => {
    const key = `${fingerprintOf(alert.labels)}@${timeText(startedAt + fromMs)}`;
    return { key, alert, ended: toMs !== undefined };
  });
}

function countSent(deliveries: readonly RecordedDelivery[]): Sent {
  const sent = new Map<string, { firing: number; resolved: number }>();
  for (const { status, fingerprint, startsAt } of deliveries.flatMap(({ body }) => body.alerts)) {
    const key = `${fingerprint}@${startsAt}`;
    const counts = sent.get(key) ?? { firing: 0, resolved: 0 };
    counts[status] += 1;
    sent.set(key, counts);
  }
  return sent;
}

/** A recording that misses an episode, or its end, or holds one that nobody scripted, is of no use. */
function check(episodes: readonly Episode[], sent: Sent): void {
  const known = new Set(episodes.map(({ key }) => key));
  const unknown = [...sent.keys()].filter((key) => !known.has(key));
  const missing = episodes.filter(({ key }) => !sent.get(key)?.firing);
  const unended = episodes.filter(({ key, ended }) => (sent.get(key)?.resolved ?? 0) !== (ended ? 1 : 0));
  const faults = { unknown, missing: missing.map(nameOf), 'wrongly ended': unended.map(nameOf) };
  const found = Object.entries(faults).filter(([, list]) => list.length > 0);
  if (found.length > 0)
    throw new Error(`not what was scripted: ${JSON.stringify(Object.fromEntries(found), null, 2)}`);
}

function nameOf({ key, alert }: Episode): string {
  return `${patternText(alert)}, ${alert.about.name}, ${key}`;
}

function patternText({ labels }: ScriptedAlert): string {
  const { alertname = '', namespace } = labels;
  return namespace === undefined ? alertname : `${alertname} in ${namespace}`;
}

function alertSums(episodes: readonly Episode[], sent: Sent, storms: number) {
  const total = (list: readonly Episode[], status: 'firing' | 'resolved') =>
    list.reduce((sum, { key }) => sum + (sent.get(key)?.[status] ?? 0), 0);
  const [excluded, counted] = [true, false].map((wanted) =>
    episodes.filter(({ alert }) => alert.excluded === wanted),
  );
  if (!excluded || !counted) throw new Error('unreachable');
  const [firing, resolved] = [total(counted, 'firing'), total(counted, 'resolved')];
  const out = total(excluded, 'firing') + total(excluded, 'resolved');
  const alerts = new Set(counted.map(({ alert }) => alert)).size;
  return {
    received: firing + resolved + out,
    ...{ excluded: out, rejected: 0, queued: firing + resolved },
    ...{ opened: storms, folded: counted.length - storms, repeated: firing - counted.length, resolved },
    refired: counted.length - alerts,
  };
}

function stormOf(pattern: string, members: readonly Episode[], sent: Sent) {
  const found = new Set(members.map(({ alert }) => alert.labels['severity']));
  const deliveries = ({ key }: Episode) => (sent.get(key)?.firing ?? 0) + (sent.get(key)?.resolved ?? 0);
  return {
    pattern,
    severity: severities.find((severity) => found.has(severity)) ?? '',
    alertCount: members.length,
    deliveryCount: members.reduce((sum, member) => sum + deliveries(member), 0),
    resolvedCount: members.filter(({ ended }) => ended).length,
    resources: resourcesOf(members),
    members: members.map(({ key }) => key),
  };
}

function resourcesOf(members: readonly Episode[]) {
  const byName = Map.groupBy(members, ({ alert: { about } }) => JSON.stringify(about));
  return [...byName].map(([about, episodes]) => ({
    ...(JSON.parse(about) as ScriptedAlert['about']),
    alerts: episodes.length,
    resolved: episodes.every(({ ended }) => ended),
  }));
}
