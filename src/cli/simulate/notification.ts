import { fingerprintOf } from '../../alert/fingerprint.ts';
import type { Round } from './rounds.ts';
import type { SimulatedAlert } from './simulated-alerts.ts';

/** What Alertmanager writes where an alert has not ended. */
const noTime = '0001-01-01T00:00:00Z';

/**
 * The body that an Alertmanager would post for a round: all alerts of its namespace as they stand then. `startMs` is the
 * wall clock at the beginning of the storm; nothing else differs between two runs of one shape.
 */
export function notificationOf(
  { atMs, namespace, peer, kind }: Round,
  alerts: readonly SimulatedAlert[],
  startMs: number,
) {
  const begun = alerts.filter((alert) => alert.namespace === namespace && alert.beginsMs <= atMs);
  const endedAt = kind === 'end' ? stamp(startMs + atMs) : undefined;
  const bodies = begun.map((alert) => alertBody(alert, startMs, alert.ends ? endedAt : undefined));
  const labels = { namespace };
  return {
    ...{ version: '4', groupKey: `{}:{namespace="${namespace}"}`, truncatedAlerts: 0 },
    ...{ status: bodies.some(({ status }) => status === 'firing') ? 'firing' : 'resolved' },
    ...{ receiver: 'stormfold', groupLabels: labels, commonLabels: labels, commonAnnotations: {} },
    // A peer has another address, and nothing else tells the two apart.
    externalURL: `http://simulated-alertmanager-${peer}:9093`,
    alerts: bodies,
  };
}

function alertBody({ labels, beginsMs }: SimulatedAlert, startMs: number, endedAt: string | undefined) {
  return {
    status: endedAt === undefined ? 'firing' : 'resolved',
    labels,
    annotations: { summary: 'Made by stormfold simulate; nothing is wrong.' },
    startsAt: stamp(startMs + beginsMs),
    endsAt: endedAt ?? noTime,
    generatorURL: 'http://simulated-prometheus:9090/graph',
    fingerprint: fingerprintOf(labels),
  };
}

function stamp(ms: number): string {
  return new Date(ms).toISOString();
}
