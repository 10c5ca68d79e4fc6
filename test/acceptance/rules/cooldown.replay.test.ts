import { beforeAll, describe, expect, it } from 'vitest';

import { type Replays, recordings, replayAll } from '../../support/replayed.ts';

// The bench's clock starts at noon: payments is muted for the first 100 s of the stream.
const rules = `
window: 5s
by: [namespace]
cooldown: 1m
exclude: [Watchdog, severity="info"]
tenants:
  label: namespace
  maxStorms: 2
rules:
  - name: maintenance
    match: namespace="payments"
    by: [alertname, namespace, cluster]
    muteFrom: "2026-06-01T12:00:00Z"
    muteUntil: "2026-06-01T12:01:40Z"
  - name: shop
    match: namespace="shop"
    by: [alertname, namespace]
`;

/** Whatever the route. */
const alike = [
  // All that still fired when its namespace was muted no longer.
  'KubePodCrashLooping in payments | expired storm | 27f9 2cea 3a2b b349 b4f9',
  // Critical, after a storm of warnings: its cooldown does not take them.
  'alerts in kube-system | expired storm | 254a 4694',
  'alerts in kube-system | expired storm | 6889 f8d2',
  // Without KubeNodePressure, which is info.
  'alerts in monitoring | expired storm | 2075 626b 7251 7540 86d7 9582 9c88 bdb3 c439 debb ea05',
  'alerts in search | expired storm | 10c3 1d18 22b2 3396 520a 8ad9 abec db7e e2b9 e728',
  'alerts in search | expired storm | 73a2 8959',
  // As critical as KubeletDown was, and within a minute of its storm's end.
  'alerts | expired storm | 4db9 + 0a30 5aa1 cdef',
];

/** The shop has six patterns at once, and may have two storms. Which two come first is the order of the sender. */
const shopByNamespace = [
  'KubeDeploymentReplicasMismatch in shop | expired storm | 083b 8a0d fb99',
  'KubeHpaMaxedOut in shop | expired storm | b18f',
  'overflow of shop | expired storm | 25c5 2f6e 4834 5e06 7665 88bc 89ee 99e3 c078 cad4 ce76 d2fd dfca ed7f efa2',
];
const shopByAlertname = [
  'KubePodCrashLooping in shop | expired storm | 25c5 2f6e 5e06 88bc 99e3 c078 cad4 d2fd efa2',
  'KubePodNotReady in shop | expired storm | 4834 7665 89ee dfca',
  'overflow of shop | expired storm | 083b 8a0d b18f ce76 ed7f fb99',
];

const mutedWithName = (name: string, ...alerts: string[]) =>
  alerts.map((alert) => `${name} in payments | maintenance | ${alert}`);
const muted = [
  ...mutedWithName('KubeContainerWaiting', 'ca62'),
  ...mutedWithName('KubeDeploymentReplicasMismatch', '20b1', 'a128', 'a294'),
  ...mutedWithName('KubeHpaMaxedOut', '41dc'),
  ...mutedWithName('KubePdbNotEnoughHealthyPods', 'a98d'),
  ...mutedWithName('KubePersistentVolumeFillingUp', '1359', '7379'),
  ...mutedWithName('KubePodCrashLooping', '27f9', '2cea', '3a2b', 'b349', 'b4f9'),
  ...mutedWithName('KubePodNotReady', '5c24', 'fa2f'),
  ...mutedWithName('KubeStatefulSetReplicasMismatch', '3b20'),
];

/** A resource is written once: what joins is not in its spec. */
const asWritten = (storms: readonly string[]) => storms.map((line) => line.replace(/ \+ .*/, ''));

describe.skipIf(recordings === undefined)(
  'the recorded incident, with cooldown, mute, exclusions and tenants',
  () => {
    let outcomes: Replays;
    beforeAll(async () => {
      outcomes = await replayAll(rules);
    });

    it.each([
      ['byNamespace', shopByNamespace],
      ['late', shopByNamespace],
      ['byAlertname', shopByAlertname],
    ] as const)('makes ten storms, %s', (name, shop) => {
      const storms = [...alike, ...shop].sort();
      expect(outcomes[name].storms).toEqual(storms);
      expect(outcomes[name].resources).toEqual(asWritten(storms).sort());
    });

    it.each(['byNamespace', 'byAlertname', 'late'] as const)('lists each muted alert once, %s', (name) => {
      expect(outcomes[name].muted).toEqual(muted);
    });

    it('opens the storm of what was muted with the first repeat after the mute', () => {
      const of = ({ times }: Replays['late']) => times.filter((line) => line.includes('payments'));
      expect(of(outcomes.byNamespace)).toEqual(['KubePodCrashLooping in payments | 100961 to 105961']);
      expect(of(outcomes.byAlertname)).toEqual(['KubePodCrashLooping in payments | 108953 to 113953']);
    });

    it('tells each storm what ended after it, also where the storm is an overflow', () => {
      const ended = [
        'alerts in kube-system | 254a 4694 | 2',
        'alerts in monitoring | 2075 626b 7251 7540 86d7 9582 9c88 bdb3 c439 debb ea05 | 11',
        // All but three crash loops.
        'alerts in search | 10c3 1d18 22b2 3396 520a 8ad9 abec db7e e2b9 e728 | 7',
        'alerts in search | 73a2 8959 | 2',
        // KubeletDown itself; what joined goes on.
        'alerts | 4db9 | 1',
      ];
      const byNamespace = [
        'KubeDeploymentReplicasMismatch in shop | 083b 8a0d fb99 | 3',
        'KubeHpaMaxedOut in shop | b18f | 1',
        'overflow of shop | 25c5 2f6e 4834 5e06 7665 88bc 89ee 99e3 c078 cad4 ce76 d2fd dfca ed7f efa2 | 6',
      ];
      const byAlertname = [
        'KubePodNotReady in shop | 4834 7665 89ee dfca | 4',
        'overflow of shop | 083b 8a0d b18f ce76 ed7f fb99 | 6',
      ];
      expect(outcomes.byNamespace.ended).toEqual([...ended, ...byNamespace].sort());
      expect(outcomes.late.ended).toEqual(outcomes.byNamespace.ended);
      expect(outcomes.byAlertname.ended).toEqual([...ended, ...byAlertname].sort());
    });

    it('counts each delivery of a muted alert, and the three that joined', () => {
      const same = {
        rejected: 0,
        pending: 0,
        opened: 10,
        folded: 42,
        joined: 3,
        refired: 0,
        droppedStorms: 0,
      };
      // Payments sends 16, 16, 6 and 6 alerts before 100 s, all firing.
      expect(outcomes.byNamespace.counters).toMatchObject({
        ...{ ...same, received: 434, excluded: 12, queued: 422, repeated: 215, resolved: 108, muted: 44 },
        ...{ sealedStorms: 10, submittedStorms: 10 },
      });
      expect(outcomes.late.counters).toEqual(outcomes.byNamespace.counters);
      expect(outcomes.byAlertname.counters).toMatchObject({
        ...{ ...same, received: 295, excluded: 9, queued: 286, repeated: 149, resolved: 44, muted: 38 },
        ...{ sealedStorms: 10, submittedStorms: 10 },
      });
    });
  },
);
