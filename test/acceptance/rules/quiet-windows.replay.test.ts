import { beforeAll, describe, expect, it } from 'vitest';

import { type Replays, recordings, replayAll } from '../../support/replayed.ts';

const rules = `
window: quiet 20s max 60s
by: [namespace]
rules:
  - name: control-plane
    match: namespace=""
    by: [prometheus]
    window: quiet 30s max 60s
  - name: platform
    match: namespace=~"kube-system|monitoring|search"
    by: [prometheus]
    window: quiet 20s max 22s
`;

const of = 'with prometheus=monitoring/k8s';
const firstOfPlatform =
  '10c3 1d18 2075 22b2 3396 520a 626b 6889 7251 7540 86d7 8ad9 9582 9c88 abec b6b0 bdb3 c439 db7e debb e2b9 e728 ea05 f8d2';
const shop = '083b 25c5 2f6e 4834 5e06 7665 88bc 89ee 8a0d 99e3 b18f c078 cad4 ce76 d2fd dfca ed7f efa2 fb99';

/** All that the route decides is how the platform's second storm ends. */
function stormsWhere(secondEnds: 'expired' | 'quiet'): string[] {
  return [
    // Its crash loops are sent again for three minutes: a repeat is no new alert, and puts no end off.
    'alerts in payments | quiet storm | 1359 20b1 27f9 2cea 3a2b 3b20 41dc 5c24 7379 a128 a294 a98d b349 b4f9 ca62 fa2f',
    `alerts in shop | quiet storm | ${shop}`,
    `control-plane ${of} | quiet storm | 0a30 5aa1 cdef`,
    // KubeletDown had half a minute for itself before the other three came.
    `control-plane ${of} | quiet storm | 4db9`,
    // 24 alerts within 22 s. New ones came all the time, so that it would have gone on without its max.
    `platform ${of} | expired storm | ${firstOfPlatform}`,
    // What came after the max: the kubelet's certificate, and a volume of search, in two severities each.
    `platform ${of} | ${secondEnds} storm | 254a 4694 73a2 8959`,
  ].sort();
}

describe.skipIf(recordings === undefined)('the recorded incident, in quiet windows', () => {
  let outcomes: Replays;
  beforeAll(async () => {
    outcomes = await replayAll(rules);
  });

  it('makes six storms of the same alerts under both routes', () => {
    const { byNamespace, byAlertname } = outcomes;
    expect(byNamespace.storms).toEqual(stormsWhere('expired'));
    expect(byAlertname.storms).toEqual(stormsWhere('quiet'));
    expect(byNamespace.resources).toEqual(byNamespace.storms);
    expect(byAlertname.resources).toEqual(byAlertname.storms);
  });

  it('seals 20 s after the last new alert, and 22 s after the first at the latest', () => {
    expect(outcomes.byNamespace.times).toEqual([
      'alerts in payments | 20943 to 40943',
      'alerts in shop | 20939 to 40939',
      `control-plane ${of} | 6 to 30006`,
      `control-plane ${of} | 62652 to 92652`,
      // The volume came at 27442: 20 s later is past the max.
      `platform ${of} | 23999 to 45999`,
      `platform ${of} | 7 to 22007`,
    ]);
  });

  it('puts the end off for each alert that comes on its own, where the route sends them so', () => {
    expect(outcomes.byAlertname.times).toEqual([
      // Its volume is the last new one, at 24770.
      'alerts in payments | 20937 to 44770',
      'alerts in shop | 20937 to 40951',
      `control-plane ${of} | 4 to 30004`,
      // At 54766, 55732 and 57399.
      `control-plane ${of} | 54766 to 87399`,
      // The certificate came at 24998: 20 s later is 1.8 s before the max.
      `platform ${of} | 24771 to 44998`,
      `platform ${of} | 5 to 22005`,
    ]);
  });

  it('makes the same storms when all timers come late', () => {
    expect(outcomes.late.storms).toEqual(outcomes.byNamespace.storms);
    expect(outcomes.late.resources).toEqual(outcomes.byNamespace.resources);
    expect(outcomes.late.ended).toEqual(outcomes.byNamespace.ended);
    expect(outcomes.late.counters).toEqual(outcomes.byNamespace.counters);
  });

  it('knows which alerts ended after the seal', () => {
    const ended = [
      // All but the five crash loops.
      'alerts in payments | 1359 20b1 27f9 2cea 3a2b 3b20 41dc 5c24 7379 a128 a294 a98d b349 b4f9 ca62 fa2f | 11',
      // All but the nine crash loops.
      `alerts in shop | ${shop} | 10`,
      // All but three crash loops, the unreachable kubelet and TargetDown.
      `platform ${of} | ${firstOfPlatform} | 19`,
      `platform ${of} | 254a 4694 73a2 8959 | 4`,
    ];
    // KubeletDown ended after 8 s, in its window.
    expect(outcomes.byNamespace.ended).toEqual(ended);
    expect(outcomes.byAlertname.ended).toEqual(ended);
  });

  it('counts each alert once, by what became of it', () => {
    const same = { rejected: 0, pending: 0, opened: 6, folded: 61, refired: 0, joined: 0, muted: 0 };
    const made = { sealedStorms: 6, submittedStorms: 6, forcedStorms: 0, droppedStorms: 0 };
    const byNamespace = { received: 434, excluded: 9, queued: 425, repeated: 249, resolved: 109 };
    const byAlertname = { received: 295, excluded: 6, queued: 289, repeated: 177, resolved: 45 };
    expect(outcomes.byNamespace.counters).toMatchObject({ ...same, ...made, ...byNamespace });
    expect(outcomes.byAlertname.counters).toMatchObject({ ...same, ...made, ...byAlertname });
  });
});
