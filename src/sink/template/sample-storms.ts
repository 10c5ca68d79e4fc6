import type { SnapshotAlert, StormSnapshot } from '../../storm/snapshot.ts';
import type { Storm, StormCause } from '../../storm/storm.ts';
import type { StormTerms } from '../../storm/terms.ts';
import { type AlertStormManifest, buildManifest } from '../manifest.ts';

const openedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
const firstSeen = new Date(openedAt).toISOString();

const storm: Storm = {
  id: '0123456789abcdef-000000000001',
  schema: 1,
  state: 'sealed',
  pattern: {
    text: 'KubePodCrashLooping in shop',
    labels: { alertname: 'KubePodCrashLooping', namespace: 'shop', cluster: 'east' },
  },
  severity: 'critical',
  alertCount: 1,
  deliveryCount: 3,
  resolvedCount: 0,
  truncated: false,
  ...{ flappingCount: 0, joinedCount: 0, endedLateCount: 0, fate: 'storm' },
  openedAt,
  sealAt: openedAt + 300_000,
  sealedAt: openedAt + 300_000,
  sealReason: 'expired',
  commonPairs: [],
};

/** Those of storms that were opened by a version that has rules. */
const terms: StormTerms = {
  ...{ rule: 'default', windowMs: 300_000, below: 'submit', whenResolved: 'submit' },
  ...{ cooldownMax: 500, updates: false },
};

const labels = { ...storm.pattern.labels, severity: 'critical', pod: 'api-0' };
const annotations = { summary: 'A pod restarts again and again.' };

const snapshot: StormSnapshot = {
  storm,
  affectedResources: [
    { kind: 'Pod', namespace: 'shop', name: 'api-0', alerts: 1, firstSeen, resolved: false },
  ],
  affectedResourceCount: 1,
  affectedResourcesByKind: { Pod: 1 },
  members: [`00000000000000a0@${firstSeen}`],
  samples: [
    {
      ...{ labels, annotations, startsAt: firstSeen, fingerprint: '00000000000000a0' },
      generatorURL: 'http://prometheus.example/graph',
    },
  ],
  commonLabels: labels,
  commonAnnotations: annotations,
  truncated: false,
};

const cause: StormCause = {
  ...{ kind: 'workload', name: 'Deployment/shop/api', patternCount: 1 },
  scopeId: '0123456789abcdef-000000000000',
};
const alerts: readonly SnapshotAlert[] = [
  {
    ...{ alertname: 'KubePodCrashLooping', member: `00000000000000a0@${firstSeen}`, severity: 'critical' },
    ...{ kind: 'Pod', namespace: 'shop', name: 'api-0', reason: 'it is about Deployment/shop/api' },
  },
];

/** One with everything that a storm can have. */
export const fullStorm = sample({ ...snapshot, alerts, storm: { ...storm, terms, cause } }, 'storm-before');

/** One of a cause whose alerts have nothing else in common, not even a name or a namespace. */
export const mixedStorm = sample({
  ...snapshot,
  storm: {
    ...{ ...storm, terms, cause: { ...cause, kind: 'node', name: 'node worker-3', patternCount: 2 } },
    ...{ id: '0123456789abcdef-000000000004', pattern: { text: 'node worker-3', labels: {} } },
  },
  ...{ alerts, commonLabels: {}, commonAnnotations: {} },
});

/** Its like, with another id. */
export const otherStorm = sample({ ...snapshot, storm: { ...storm, id: '0123456789abcdef-000000000002' } });

/** One with nothing that a storm can lack: of a single alert without a namespace, whose labels say no more than its name. */
export const bareStorm = sample({
  ...snapshot,
  storm: {
    ...storm,
    ...{ id: 'fedcba9876543210-000000000003', severity: 'none' },
    pattern: { text: 'NodeDown', labels: { alertname: 'NodeDown' } },
  },
  affectedResources: [{ kind: 'Node', name: 'node-1', alerts: 1, firstSeen, resolved: false }],
  affectedResourcesByKind: { Node: 1 },
  // A start that no consumer could read is left out.
  samples: [{ labels: {}, annotations: {}, startsAt: 'unknown', fingerprint: '00000000000000a1' }],
  ...{ commonLabels: {}, commonAnnotations: {} },
});

function sample(of: StormSnapshot, previousName?: string): AlertStormManifest {
  const previous = previousName !== undefined && { previousName };
  return buildManifest(of, { instance: 'stormfold', namespace: 'storms', ...previous });
}
