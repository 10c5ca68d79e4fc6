import { describe, expect, it } from 'vitest';

import type { AffectedResource, Labels } from '../../src/alert/alert.ts';
import { pairIdsOf } from '../../src/storm/common-pairs.ts';
import { SnapshotBuilder, snapshotCaps } from '../../src/storm/snapshot.ts';
import type { Storm, StormMember, StormSample } from '../../src/storm/storm.ts';
import { snapshotOf } from '../support/snapshots.ts';

const openedAt = Date.UTC(2026, 0, 31, 8, 0, 0);
const startsAt = '2026-01-31T07:59:30.123456789Z';

const pod = (name: string): AffectedResource => ({ kind: 'Pod', namespace: 'shop', name });

function memberOf(n: number, resource: AffectedResource, endsAt?: string): StormMember {
  return {
    ...{ fingerprint: `f${n}`, startsAt, arrivedAt: openedAt + n * 1000, deliveries: 1 },
    ...{ severity: 'warning', resource },
    ...(endsAt !== undefined && { endsAt }),
  };
}

function build(
  members: readonly StormMember[],
  storm: Partial<Storm> = {},
  samples: readonly StormSample[] = [],
) {
  const builder = new SnapshotBuilder();
  // In pages of seven, as a reader would hand them over.
  for (let i = 0; i < members.length; i += 7) builder.add(members.slice(i, i + 7));
  return builder.build(snapshotOf({ storm: { alertCount: members.length, ...storm } }).storm, samples);
}

function many(count: number, resourceOf: (n: number) => AffectedResource): StormMember[] {
  return Array.from({ length: count }, (_, n) => memberOf(n, resourceOf(n)));
}

describe('the affected resources of a storm', () => {
  it('are fifteen for fifteen alerts about fifteen pods', () => {
    const snapshot = build(many(15, (n) => pod(`api-${n}`)));
    expect(snapshot.affectedResources).toHaveLength(15);
    expect(snapshot).toMatchObject({
      ...{ affectedResourceCount: 15, affectedResourcesByKind: { Pod: 15 }, truncated: false },
    });
    expect(snapshot.members).toHaveLength(15);
  });

  it('stand once each, in order of first arrival, with their episodes counted', () => {
    const { affectedResources } = build(['b', 'a', 'b', 'c', 'b'].map((name, n) => memberOf(n, pod(name))));
    expect(affectedResources).toEqual([
      { ...pod('b'), alerts: 3, firstSeen: '2026-01-31T08:00:00.000Z', resolved: false },
      { ...pod('a'), alerts: 1, firstSeen: '2026-01-31T08:00:01.000Z', resolved: false },
      { ...pod('c'), alerts: 1, firstSeen: '2026-01-31T08:00:03.000Z', resolved: false },
    ]);
  });

  it('differ by kind, by namespace and by name, also where the texts run into one another', () => {
    const resources: AffectedResource[] = [
      { kind: 'Pod', namespace: 'a', name: 'b' },
      { kind: 'Pod', namespace: 'a/b', name: 'c' },
      { kind: 'Pod', namespace: 'a', name: 'b/c' },
      { kind: 'Pod', namespace: 'a","b', name: 'c' },
      { kind: 'Pod', name: 'b' },
      { kind: 'Job', namespace: 'a', name: 'b' },
      { kind: 'Pod', namespace: 'a', name: '__proto__' },
    ];
    const { affectedResourceCount } = build(resources.map((resource, n) => memberOf(n, resource)));
    expect(affectedResourceCount).toBe(resources.length);
  });

  it('are resolved only when all episodes about them have ended', () => {
    const ended = '2026-01-31T08:01:00.000Z';
    const { affectedResources } = build([
      memberOf(0, pod('all'), ended),
      memberOf(1, pod('some'), ended),
      memberOf(2, pod('some')),
      memberOf(3, pod('none')),
      memberOf(4, pod('all'), ended),
    ]);
    const resolved = affectedResources.map(({ name, resolved: is }) => [name, is]);
    expect(Object.fromEntries(resolved)).toEqual({ all: true, some: false, none: false });
  });

  it('are counted by kind, each resource once', () => {
    const node = { kind: 'Node', name: 'pool-a-1' };
    const snapshot = build([pod('a'), pod('a'), pod('b'), node, node].map((each, n) => memberOf(n, each)));
    expect(snapshot.affectedResourcesByKind).toEqual({ Pod: 2, Node: 1 });
    expect(snapshot.affectedResourceCount).toBe(3);
  });
});

describe('a large storm', () => {
  it('shows the first of its resources and members, and the true number of resources', () => {
    const snapshot = build(many(2000, (n) => pod(`api-${n}`)));
    expect(snapshot.affectedResources).toHaveLength(snapshotCaps.affectedResources);
    expect(snapshot.affectedResources.at(-1)?.name).toBe(`api-${snapshotCaps.affectedResources - 1}`);
    expect(snapshot.members).toHaveLength(snapshotCaps.members);
    expect(snapshot.members[0]).toBe(`f0@${startsAt}`);
    expect(snapshot.members.at(-1)).toBe(`f${snapshotCaps.members - 1}@${startsAt}`);
    expect(snapshot).toMatchObject({ affectedResourceCount: 2000, affectedResourcesByKind: { Pod: 2000 } });
    expect(snapshot.truncated).toBe(true);
  });

  it('is not truncated at exactly the caps, and is one above', () => {
    expect(build(many(snapshotCaps.members, (n) => pod(`api-${n}`))).truncated).toBe(false);
    expect(build(many(snapshotCaps.members + 1, (n) => pod(`api-${n}`))).truncated).toBe(true);
  });

  it('counts every episode of a resource, those past the cap of members too', () => {
    const snapshot = build(many(1200, (n) => pod(`api-${n % 3}`)));
    expect(snapshot.affectedResources.map(({ alerts }) => alerts)).toEqual([400, 400, 400]);
    expect(snapshot.truncated).toBe(true);
  });

  it('shows the first kinds only, when there are very many', () => {
    const snapshot = build(many(snapshotCaps.kinds + 1, (n) => ({ kind: `Kind${n}`, name: 'x' })));
    expect(Object.keys(snapshot.affectedResourcesByKind)).toHaveLength(snapshotCaps.kinds);
    expect(snapshot.affectedResourceCount).toBe(snapshotCaps.kinds + 1);
    expect(snapshot.truncated).toBe(true);
    expect(build(many(snapshotCaps.kinds, (n) => ({ kind: `Kind${n}`, name: 'x' }))).truncated).toBe(false);
  });
});

describe('a small storm', () => {
  it('is truncated when the sender cut alerts off', () => {
    expect(
      build(
        many(2, () => pod('a')),
        { truncated: true },
      ).truncated,
    ).toBe(true);
  });

  it('is truncated when not all of its episodes could be read', () => {
    expect(
      build(
        many(2, () => pod('a')),
        { alertCount: 3 },
      ).truncated,
    ).toBe(true);
  });

  it('shows the labels and annotations that are common, with the first sample as their text', () => {
    const labels: Labels = { alertname: 'DiskFull', namespace: 'shop', pod: 'db-0' };
    const annotations: Labels = { summary: 'Full.', detail: 'db-0 is full.' };
    const ids = pairIdsOf({ alertname: 'DiskFull', namespace: 'shop' }, { summary: 'Full.' });
    const samples = [
      { labels, annotations, startsAt, fingerprint: 'f0' },
      { labels: { ...labels, pod: 'db-1' }, annotations: {}, startsAt, fingerprint: 'f1' },
    ];
    const commonPairs = ids.split(',').filter(Boolean);
    expect(
      build(
        many(2, () => pod('a')),
        { commonPairs },
        samples,
      ),
    ).toMatchObject({
      commonLabels: { alertname: 'DiskFull', namespace: 'shop' },
      commonAnnotations: { summary: 'Full.' },
      samples,
    });
  });

  it('has nothing in common where no sample is left to tell it', () => {
    const snapshot = build(
      many(2, () => pod('a')),
      { commonPairs: ['l1', 'a2'] },
    );
    expect([snapshot.commonLabels, snapshot.commonAnnotations]).toEqual([{}, {}]);
  });
});
