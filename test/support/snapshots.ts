import { SnapshotBuilder, type StormSnapshot } from '../../src/storm/snapshot.ts';
import type { Storm, StormCause, StormMember } from '../../src/storm/storm.ts';
import type { StormTerms } from '../../src/storm/terms.ts';

const openedAt = Date.UTC(2026, 10, 24, 12, 0, 0);

/** A sealed storm of two pods; whatever a test is about, it says itself. */
export function snapshotOf(
  changes: Partial<Omit<StormSnapshot, 'storm'>> & { storm?: Partial<Storm> } = {},
): StormSnapshot {
  const { storm, ...rest } = changes;
  return {
    storm: { ...sealedStorm, ...storm },
    affectedResources: ['api-0', 'api-1'].map((name) => ({
      kind: 'Pod',
      namespace: 'shop',
      name,
      alerts: 1,
      firstSeen: new Date(openedAt).toISOString(),
      resolved: false,
    })),
    affectedResourceCount: 2,
    affectedResourcesByKind: { Pod: 2 },
    members: ['00000000000000a0@2026-11-24T11:59:30.123456789Z', '00000000000000a1@2026-11-24T11:59:31Z'],
    samples: [
      {
        labels: { alertname: 'KubePodCrashLooping', namespace: 'shop', pod: 'api-0', severity: 'critical' },
        annotations: { summary: 'Pod is crash looping.' },
        startsAt: '2026-11-24T11:59:30.123456789Z',
        generatorURL: 'http://prometheus.example/graph?g0.expr=1',
        fingerprint: '00000000000000a0',
      },
    ],
    commonLabels: { alertname: 'KubePodCrashLooping', namespace: 'shop', severity: 'critical' },
    commonAnnotations: { summary: 'Pod is crash looping.' },
    truncated: false,
    ...rest,
  };
}

/** Of a node that went: nothing but their cluster is common to its alerts. */
export const nodeCause: StormCause = {
  ...{ kind: 'node', name: 'node worker-3', patternCount: 2, scopeId: 'fedcba9876543210-0f1e2d3c4b5a' },
};
export const causedStorm: Partial<Storm> = {
  ...{ cause: nodeCause, pattern: { text: nodeCause.name, labels: { cluster: 'east' } } },
};

/** Two alerts of that cause, of which the second has to do with it only by where its pod runs. */
export const causedMembers: readonly StormMember[] = [
  memberOf(0, {
    ...{ alertname: 'KubeNodeNotReady', severity: 'critical', resource: { kind: 'Node', name: 'worker-3' } },
    reason: 'it is about the node worker-3',
  }),
  memberOf(1, {
    alertname: 'KubePodNotReady',
    reason: 'its pod runs on node worker-3, which is not ready',
  }),
];

/** A snapshot of that storm, made of its members; `changes` are of the storm. */
export function causedSnapshot(changes: Partial<Storm> = {}, members = causedMembers): StormSnapshot {
  const { storm, samples } = snapshotOf({
    storm: { ...causedStorm, alertCount: members.length, ...changes },
  });
  const builder = new SnapshotBuilder();
  builder.add(members);
  return builder.build(storm, samples);
}

/** The n-th member of such a storm, from 0. */
export function memberOf(n: number, changes: Partial<StormMember> = {}): StormMember {
  return {
    ...{ fingerprint: `00000000000000a${n}`, startsAt: `2026-11-24T11:59:3${n}Z`, severity: 'warning' },
    ...{ arrivedAt: openedAt + n * 1000, deliveries: 1 },
    resource: { kind: 'Pod', namespace: 'shop', name: `api-${n}` },
    ...changes,
  };
}

/** What a rule that sets nothing gives its storms. */
export const bareTerms: StormTerms = {
  ...{ rule: 'default', windowMs: 300_000, below: 'submit', whenResolved: 'submit' },
  ...{ cooldownMax: 500, updates: false },
};

const sealedStorm: Storm = {
  id: '0123456789abcdef-a1b2c3d4e5f6',
  schema: 1,
  state: 'sealed',
  pattern: {
    text: 'KubePodCrashLooping in shop',
    labels: { alertname: 'KubePodCrashLooping', namespace: 'shop' },
  },
  severity: 'critical',
  alertCount: 2,
  deliveryCount: 5,
  resolvedCount: 0,
  truncated: false,
  ...{ flappingCount: 0, joinedCount: 0, endedLateCount: 0 },
  openedAt,
  sealAt: openedAt + 300_000,
  sealedAt: openedAt + 300_250,
  sealReason: 'expired',
  commonPairs: [],
};
