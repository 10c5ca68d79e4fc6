import { beforeAll, describe, expect, it } from 'vitest';

import { type Replays, recordings, replayAll } from '../../support/replayed.ts';

const rules = `
rules:
  - name: node-failure
    match: node=~".+"
    by: [node]
  - name: node-exporter
    match: alertname=~"Node.*"
    by: [instance]
  - name: control-plane
    match: namespace=""
    by: [prometheus]
`;

/** Of the 38 storms without rules, 15 become four: one for each node, exporter and control plane. */
const storms = [
  'KubeContainerWaiting in payments | expired storm | ca62',
  'KubeContainerWaiting in search | expired storm | 10c3',
  'KubeContainerWaiting in shop | expired storm | ed7f',
  'KubeDaemonSetMisScheduled in monitoring | expired storm | 9c88',
  'KubeDaemonSetNotScheduled in monitoring | expired storm | 626b',
  'KubeDeploymentReplicasMismatch in payments | expired storm | 20b1 a128 a294',
  'KubeDeploymentReplicasMismatch in search | expired storm | 3396 520a abec',
  'KubeDeploymentReplicasMismatch in shop | expired storm | 083b 8a0d fb99',
  'KubeHpaMaxedOut in payments | expired storm | 41dc',
  'KubeHpaMaxedOut in search | expired storm | e728',
  'KubeHpaMaxedOut in shop | expired storm | b18f',
  'KubeJobFailed in shop | expired storm | ce76',
  'KubePdbNotEnoughHealthyPods in payments | expired storm | a98d',
  // Has no label `node`: a volume is of no node.
  'KubePersistentVolumeErrors in monitoring | expired storm | c439',
  'KubePodCrashLooping in payments | expired storm | 27f9 2cea 3a2b b349 b4f9',
  'KubePodCrashLooping in search | expired storm | 22b2 8ad9 e2b9',
  'KubePodCrashLooping in shop | expired storm | 25c5 2f6e 5e06 88bc 99e3 c078 cad4 d2fd efa2',
  'KubePodNotReady in payments | expired storm | 5c24 fa2f',
  'KubePodNotReady in search | expired storm | db7e',
  'KubePodNotReady in shop | expired storm | 4834 7665 89ee dfca',
  'KubeQuotaExceeded in search | expired storm | 1d18',
  'KubeStatefulSetReplicasMismatch in payments | expired storm | 3b20',
  'TargetDown in kube-system | expired storm | f8d2',
  // KubeletDown at the start, and a minute later the API server, the scheduler and the controller manager.
  'control-plane with prometheus=monitoring/k8s | expired storm | 0a30 4db9 5aa1 cdef',
  // Six alerts of four names. They have no label `node`, only the exporter's address.
  'node-exporter with instance=10.0.0.12:9100 | expired storm | 2075 7540 86d7 9582 bdb3 ea05',
  // Volumes of two namespaces, each in two severities.
  'node-failure with node=worker-1 | expired storm | 1359 7379 73a2 8959',
  // Memory pressure, and the kubelet's certificate in two severities.
  'node-failure with node=worker-2 | expired storm | 254a 4694 b6b0',
  // Unreachable for its peers first, 20 s later not ready and tainted: three names, two namespaces.
  'node-failure with node=worker-3 | expired storm | 6889 7251 debb',
];

describe.skipIf(recordings === undefined)(
  'the recorded incident, by nodes, exporters and the control plane',
  () => {
    let outcomes: Replays;
    beforeAll(async () => {
      outcomes = await replayAll(rules);
    });

    it('makes 28 storms, whatever the grouping and however late the timers', () => {
      const { byNamespace, byAlertname, late } = outcomes;
      expect(byNamespace.storms).toEqual(storms);
      expect(byAlertname.storms).toEqual(storms);
      expect(late.storms).toEqual(storms);
    });

    it('writes each of them as one resource', () => {
      const { byNamespace, byAlertname, late } = outcomes;
      for (const { resources } of [byNamespace, byAlertname, late]) expect(resources).toEqual(storms);
    });

    it('opens a storm with the first alert of its node, under whichever name', () => {
      const nodes = ({ times }: Replays['late']) => times.filter((line) => line.startsWith('node-failure'));
      expect(nodes(outcomes.byNamespace)).toEqual([
        'node-failure with node=worker-1 | 20943 to 320943',
        'node-failure with node=worker-2 | 19771 to 319771',
        'node-failure with node=worker-3 | 7 to 300007',
      ]);
      // The volumes of payments are a group of their own here, and come 4 s later.
      expect(nodes(outcomes.byAlertname)).toEqual([
        'node-failure with node=worker-1 | 24770 to 324770',
        'node-failure with node=worker-2 | 19995 to 319995',
        'node-failure with node=worker-3 | 5 to 300005',
      ]);
    });

    it('counts each alert once, by what became of it', () => {
      const same = {
        rejected: 0,
        pending: 0,
        opened: 28,
        folded: 39,
        refired: 0,
        joined: 0,
        muted: 0,
        discarded: 0,
      };
      const made = { sealedStorms: 28, submittedStorms: 28, droppedStorms: 0, dropped: 0 };
      // Watchdog is excluded, which each stream sends another number of times.
      const byNamespace = { received: 434, excluded: 9, queued: 425, repeated: 249, resolved: 109 };
      const byAlertname = { received: 295, excluded: 6, queued: 289, repeated: 177, resolved: 45 };
      expect(outcomes.byNamespace.counters).toMatchObject({ ...same, ...made, ...byNamespace });
      expect(outcomes.late.counters).toEqual(outcomes.byNamespace.counters);
      expect(outcomes.byAlertname.counters).toMatchObject({ ...same, ...made, ...byAlertname });
    });
  },
);
