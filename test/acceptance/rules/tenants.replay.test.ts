import { beforeAll, describe, expect, it } from 'vitest';

import { type Replays, recordings, replayAll } from '../../support/replayed.ts';

const rules = `
window: 5s
tenants:
  label: namespace
  maxStorms: 1
`;

/** Whatever the route. */
const alike = [
  // Of no namespace, and so of no tenant: four at once.
  'KubeAPIDown | expired storm | cdef',
  'KubeControllerManagerDown | expired storm | 5aa1',
  // The volume comes after the first storm of search has ended, and has one of its own.
  'KubePersistentVolumeFillingUp in search | expired storm | 73a2 8959',
  'KubeSchedulerDown | expired storm | 0a30',
  'KubeletClientCertificateExpiration in kube-system | expired storm | 254a 4694',
  'KubeletDown | expired storm | 4db9',
  'KubeletInstanceUnreachable in kube-system | expired storm | 6889',
  'overflow of kube-system | expired storm | f8d2',
];

/** The first pattern of each namespace in the order of the sender, and one storm of all others. */
const byNamespace = [
  'KubeDaemonSetMisScheduled in monitoring | expired storm | 9c88',
  'KubeDeploymentReplicasMismatch in payments | expired storm | 20b1 a128 a294',
  'KubeDeploymentReplicasMismatch in search | expired storm | 3396 520a abec',
  'KubeDeploymentReplicasMismatch in shop | expired storm | 083b 8a0d fb99',
  'overflow of monitoring | expired storm | 2075 626b 7251 7540 86d7 9582 b6b0 bdb3 c439 debb ea05',
  'overflow of payments | expired storm | 1359 27f9 2cea 3a2b 3b20 41dc 5c24 7379 a98d b349 b4f9 ca62 fa2f',
  'overflow of search | expired storm | 10c3 1d18 22b2 8ad9 db7e e2b9 e728',
  'overflow of shop | expired storm | 25c5 2f6e 4834 5e06 7665 88bc 89ee 99e3 b18f c078 cad4 ce76 d2fd dfca ed7f efa2',
];
const byAlertname = [
  'KubePersistentVolumeErrors in monitoring | expired storm | c439',
  'KubePodNotReady in payments | expired storm | 5c24 fa2f',
  'KubePodNotReady in shop | expired storm | 4834 7665 89ee dfca',
  'KubeQuotaExceeded in search | expired storm | 1d18',
  'overflow of monitoring | expired storm | 2075 626b 7251 7540 86d7 9582 9c88 b6b0 bdb3 debb ea05',
  // The volume of payments came at 24770, 3.8 s after the first: it is in here.
  'overflow of payments | expired storm | 1359 20b1 27f9 2cea 3a2b 3b20 41dc 7379 a128 a294 a98d b349 b4f9 ca62',
  'overflow of search | expired storm | 10c3 22b2 3396 520a 8ad9 abec db7e e2b9 e728',
  'overflow of shop | expired storm | 083b 25c5 2f6e 5e06 88bc 8a0d 99e3 b18f c078 cad4 ce76 d2fd ed7f efa2 fb99',
];

describe.skipIf(recordings === undefined)('the recorded incident, with one storm for each namespace', () => {
  let outcomes: Replays;
  beforeAll(async () => {
    outcomes = await replayAll(rules);
  });

  it.each([
    ['byNamespace', byNamespace],
    // A storm whose deadline has come takes no room, also where nobody has sealed it yet.
    ['late', byNamespace],
    ['byAlertname', byAlertname],
  ] as const)('makes 16 storms, %s', (name, more) => {
    const storms = [...alike, ...more].sort();
    expect(outcomes[name].storms).toEqual(storms);
    expect(outcomes[name].resources).toEqual(storms);
  });

  it('gives room again as soon as a storm has ended', () => {
    const of = ({ times }: Replays['late']) => times.filter((line) => line.includes('search'));
    expect(of(outcomes.byNamespace)).toEqual([
      'KubeDeploymentReplicasMismatch in search | 19444 to 24444',
      'KubePersistentVolumeFillingUp in search | 27442 to 32442',
      'overflow of search | 19444 to 24444',
    ]);
    // The overflow of search is still open when its volume comes: it does not count.
    expect(of(outcomes.byAlertname)).toEqual([
      'KubePersistentVolumeFillingUp in search | 24771 to 29771',
      'KubeQuotaExceeded in search | 19440 to 24440',
      'overflow of search | 20938 to 25938',
    ]);
  });

  it('counts each alert once, by what became of it', () => {
    const same = { rejected: 0, pending: 0, opened: 16, folded: 51, joined: 0, muted: 0, refired: 0 };
    const made = { sealedStorms: 16, submittedStorms: 16, droppedStorms: 0, discarded: 0 };
    const inFew = { received: 434, excluded: 9, queued: 425, repeated: 249, resolved: 109 };
    const inMany = { received: 295, excluded: 6, queued: 289, repeated: 177, resolved: 45 };
    expect(outcomes.byNamespace.counters).toMatchObject({ ...same, ...made, ...inFew });
    expect(outcomes.late.counters).toEqual(outcomes.byNamespace.counters);
    expect(outcomes.byAlertname.counters).toMatchObject({ ...same, ...made, ...inMany });
  });
});
