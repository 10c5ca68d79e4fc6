import { beforeAll, describe, expect, it } from 'vitest';

import { type Replays, recordings, replayAll } from '../../support/replayed.ts';

const rules = `
by: [namespace]
urgent: [severity="critical"]
urgentWait: 5s
rules:
  - name: crash-loops
    match: alertname="KubePodCrashLooping"
    by: [alertname, namespace]
    maxAlerts: 4
  - name: control-plane
    match: namespace=""
    by: [prometheus]
    urgentWait: 0s
`;

const controlPlane = 'control-plane with prometheus=monitoring/k8s';

/** Whatever the route. */
const alike = [
  // Five and nine in one notification each, in the sender's order: by four, and the rest waits for the window's end.
  'KubePodCrashLooping in payments | expired storm | 2cea',
  'KubePodCrashLooping in payments | full storm | 27f9 3a2b b349 b4f9',
  'KubePodCrashLooping in search | expired storm | 22b2 8ad9 e2b9',
  'KubePodCrashLooping in shop | expired storm | cad4',
  'KubePodCrashLooping in shop | full storm | 25c5 99e3 c078 efa2',
  'KubePodCrashLooping in shop | full storm | 2f6e 5e06 88bc d2fd',
  // The two warnings wait; a certificate, critical, comes 24 s after them.
  'alerts in kube-system | urgent storm | 254a 4694 6889 f8d2',
  // A failed volume is critical. Under the finer route eleven others trickle in over 2 s behind it: within its five.
  'alerts in monitoring | urgent storm | 2075 626b 7251 7540 86d7 9582 9c88 b6b0 bdb3 c439 debb ea05',
  'alerts in payments | urgent storm | 1359 20b1 3b20 41dc 5c24 7379 a128 a294 a98d ca62 fa2f',
  'alerts in search | urgent storm | 10c3 1d18 3396 520a 73a2 8959 abec db7e e728',
  // Has nothing critical.
  'alerts in shop | expired storm | 083b 4834 7665 89ee 8a0d b18f ce76 dfca ed7f fb99',
];

describe.skipIf(recordings === undefined)('the recorded incident, with urgent alerts and full storms', () => {
  let outcomes: Replays;
  beforeAll(async () => {
    outcomes = await replayAll(rules);
  });

  it('keeps critical alerts together that arrive in the same moment', () => {
    const together = [
      `${controlPlane} | urgent storm | 0a30 5aa1 cdef`,
      `${controlPlane} | urgent storm | 4db9`,
    ];
    expect(outcomes.byNamespace.storms).toEqual([...alike, ...together]);
    expect(outcomes.byNamespace.resources).toEqual([...alike, ...together]);
  });

  it('makes a storm of each where they arrive a second apart and nothing waits', () => {
    const apart = ['0a30', '4db9', '5aa1', 'cdef'].map((one) => `${controlPlane} | urgent storm | ${one}`);
    expect(outcomes.byAlertname.storms).toEqual([...alike, ...apart]);
    expect(outcomes.byAlertname.resources).toEqual([...alike, ...apart]);
  });

  it('makes the same storms when all timers come late', () => {
    expect(outcomes.late.storms).toEqual(outcomes.byNamespace.storms);
    expect(outcomes.late.resources).toEqual(outcomes.byNamespace.resources);
    expect(outcomes.late.ended).toEqual(outcomes.byNamespace.ended);
    expect(outcomes.late.counters).toEqual(outcomes.byNamespace.counters);
  });

  it('seals urgent storms five seconds after the critical alert, full ones at once', () => {
    expect(outcomes.byNamespace.times).toEqual([
      'KubePodCrashLooping in payments | 20943 to 20943',
      'KubePodCrashLooping in payments | 20943 to 320943',
      'KubePodCrashLooping in search | 19444 to 319444',
      'KubePodCrashLooping in shop | 20939 to 20939',
      'KubePodCrashLooping in shop | 20939 to 20939',
      'KubePodCrashLooping in shop | 20939 to 320939',
      'alerts in kube-system | 7 to 28999',
      'alerts in monitoring | 19771 to 24771',
      'alerts in payments | 20943 to 25943',
      // The volume's critical alert came at 27442.
      'alerts in search | 19444 to 32442',
      'alerts in shop | 20939 to 320939',
      // Not in the moment itself: others may arrive in it.
      `${controlPlane} | 6 to 7`,
      `${controlPlane} | 62652 to 62653`,
    ]);
  });

  it('seals them so under the other route too', () => {
    expect(outcomes.byAlertname.times).toEqual([
      'KubePodCrashLooping in payments | 20945 to 20945',
      'KubePodCrashLooping in payments | 20945 to 320945',
      'KubePodCrashLooping in search | 20942 to 320942',
      'KubePodCrashLooping in shop | 20941 to 20941',
      'KubePodCrashLooping in shop | 20941 to 20941',
      'KubePodCrashLooping in shop | 20941 to 320941',
      'alerts in kube-system | 5 to 29998',
      'alerts in monitoring | 19771 to 24771',
      'alerts in payments | 20937 to 29770',
      'alerts in search | 19440 to 29771',
      'alerts in shop | 20937 to 320937',
      `${controlPlane} | 4 to 5`,
      `${controlPlane} | 54766 to 54767`,
      `${controlPlane} | 55732 to 55733`,
      `${controlPlane} | 57399 to 57400`,
    ]);
  });

  it('counts each alert once, by what became of it', () => {
    const same = {
      rejected: 0,
      pending: 0,
      refired: 0,
      joined: 0,
      muted: 0,
      droppedStorms: 0,
      forcedStorms: 0,
    };
    expect(outcomes.byNamespace.counters).toMatchObject({
      ...{ ...same, received: 434, excluded: 9, queued: 425, repeated: 249, resolved: 109 },
      ...{ opened: 13, folded: 54, sealedStorms: 13, submittedStorms: 13 },
    });
    expect(outcomes.byAlertname.counters).toMatchObject({
      ...{ ...same, received: 295, excluded: 6, queued: 289, repeated: 177, resolved: 45 },
      ...{ opened: 15, folded: 52, sealedStorms: 15, submittedStorms: 15 },
    });
  });
});
