import { beforeAll, describe, expect, it } from 'vitest';

import { type Replays, recordings, replayAll } from '../../support/replayed.ts';

const rules = `
window: 50s
minAlerts: 3
below: drop
whenResolved: drop
rules:
  - name: volumes
    match: alertname="KubePersistentVolumeFillingUp"
    by: [alertname]
    window: 35s
    minAlerts: 5
    below: each
  - name: control-plane
    match: namespace=""
    by: [prometheus]
    minAlerts: 4
    below: submit
`;

const controlPlane = 'control-plane with prometheus=monitoring/k8s';

/** What is left of 35 storms. */
const submitted = [
  'KubePodCrashLooping in payments | expired storm | 27f9 2cea 3a2b b349 b4f9',
  // Exactly the three that it takes.
  'KubePodCrashLooping in search | expired storm | 22b2 8ad9 e2b9',
  'KubePodCrashLooping in shop | expired storm | 25c5 2f6e 5e06 88bc 99e3 c078 cad4 d2fd efa2',
  // Three of four, and marked so.
  `${controlPlane} | expired below | 0a30 5aa1 cdef`,
];

/** All four fired at the seal, 35 s after the first; they ended a few seconds later. */
const volumes = 'KubePersistentVolumeFillingUp | expired each | 1359 7379 73a2 8959';

/** Still firing 50 s after the first, and fewer than three. */
const tooFew = [
  'KubeContainerWaiting in payments | expired drop | ca62',
  'KubeContainerWaiting in search | expired drop | 10c3',
  'KubeContainerWaiting in shop | expired drop | ed7f',
  'KubeletInstanceUnreachable in kube-system | expired drop | 6889',
  'TargetDown in kube-system | expired drop | f8d2',
];

/** Ended about 40 s after they came. */
const allEnded = [
  'KubeDaemonSetMisScheduled in monitoring | expired drop | 9c88',
  'KubeDaemonSetNotScheduled in monitoring | expired drop | 626b',
  // Three were there, and none of them fires.
  'KubeDeploymentReplicasMismatch in payments | expired drop | 20b1 a128 a294',
  'KubeDeploymentReplicasMismatch in search | expired drop | 3396 520a abec',
  'KubeDeploymentReplicasMismatch in shop | expired drop | 083b 8a0d fb99',
  'KubeHpaMaxedOut in payments | expired drop | 41dc',
  'KubeHpaMaxedOut in search | expired drop | e728',
  'KubeHpaMaxedOut in shop | expired drop | b18f',
  'KubeJobFailed in shop | expired drop | ce76',
  'KubeNodeNotReady in monitoring | expired drop | 7251',
  'KubeNodePressure in monitoring | expired drop | b6b0',
  'KubeNodeUnreachable in monitoring | expired drop | debb',
  'KubePdbNotEnoughHealthyPods in payments | expired drop | a98d',
  'KubePersistentVolumeErrors in monitoring | expired drop | c439',
  'KubePodNotReady in payments | expired drop | 5c24 fa2f',
  'KubePodNotReady in search | expired drop | db7e',
  'KubePodNotReady in shop | expired drop | 4834 7665 89ee dfca',
  'KubeQuotaExceeded in search | expired drop | 1d18',
  'KubeStatefulSetReplicasMismatch in payments | expired drop | 3b20',
  'KubeletClientCertificateExpiration in kube-system | expired drop | 254a 4694',
  'NodeFilesystemAlmostOutOfSpace in monitoring | expired drop | 9582 ea05',
  'NodeFilesystemSpaceFillingUp in monitoring | expired drop | 7540 86d7',
  'NodeMemoryHighUtilization in monitoring | expired drop | bdb3',
  'NodeSystemdServiceFailed in monitoring | expired drop | 2075',
  // KubeletDown ended after 8 s: `whenResolved` comes before `below: submit`.
  `${controlPlane} | expired drop | 4db9`,
];

const storms = [...submitted, volumes, ...tooFew, ...allEnded].sort();

/** A resource for each of the four volumes, and one for each other storm that was not dropped. */
const resources = [
  ...['1359', '7379', '73a2', '8959'].map((one) => `KubePersistentVolumeFillingUp | expired each | ${one}`),
  ...submitted,
];

describe.skipIf(recordings === undefined)('the recorded incident, with thresholds', () => {
  let outcomes: Replays;
  beforeAll(async () => {
    outcomes = await replayAll(rules);
  });

  it.each(['byNamespace', 'byAlertname', 'late'] as const)(
    'makes the same storms and resources, %s',
    (name) => {
      expect(outcomes[name].storms).toEqual(storms);
      expect(outcomes[name].resources).toEqual(resources);
    },
  );

  it.each(['byNamespace', 'byAlertname', 'late'] as const)('says why storms were dropped, %s', (name) => {
    const { reasons } = outcomes[name];
    const few = '1 firing alerts, fewer than the 3 of rule default';
    expect(reasons.filter((reason) => reason === few)).toHaveLength(tooFew.length);
    const ended = reasons.filter((reason) => /^all \d alerts had ended before the seal; rule /.test(reason));
    expect(ended.map((reason) => Number(reason.split(' ')[1])).reduce((sum, n) => sum + n)).toBe(38);
    expect(ended).toHaveLength(allEnded.length);
    expect(reasons).toHaveLength(tooFew.length + allEnded.length);
  });

  it('does not take a repeat of a dropped alert for a new one', () => {
    // Each of these was sent again after its storm was dropped, and ended after that; `ended` is told to dropped storms too.
    const late = [
      'KubeContainerWaiting in payments | ca62 | 1',
      'KubeContainerWaiting in search | 10c3 | 1',
      'KubeContainerWaiting in shop | ed7f | 1',
      'KubePersistentVolumeFillingUp | 1359 7379 73a2 8959 | 4',
    ];
    expect(outcomes.byNamespace.ended).toEqual(late);
    expect(outcomes.byAlertname.ended).toEqual(late);
    expect(outcomes.late.ended).toEqual(late);
  });

  it('counts what was dropped: 43 alerts in 30 storms', () => {
    const same = {
      rejected: 0,
      pending: 0,
      opened: 35,
      folded: 32,
      refired: 0,
      joined: 0,
      muted: 0,
      dropped: 43,
    };
    const made = { sealedStorms: 35, submittedStorms: 5, droppedStorms: 30, discardedStorms: 0 };
    const byNamespace = { received: 434, excluded: 9, queued: 425, repeated: 249, resolved: 109 };
    const byAlertname = { received: 295, excluded: 6, queued: 289, repeated: 177, resolved: 45 };
    expect(outcomes.byNamespace.counters).toMatchObject({ ...same, ...made, ...byNamespace });
    expect(outcomes.late.counters).toEqual(outcomes.byNamespace.counters);
    expect(outcomes.byAlertname.counters).toMatchObject({ ...same, ...made, ...byAlertname });
  });
});
