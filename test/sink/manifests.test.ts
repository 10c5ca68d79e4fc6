import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildManifest } from '../../src/sink/manifest.ts';
import { buildManifests } from '../../src/sink/manifests.ts';
import { specHashOf } from '../../src/sink/spec-hash.ts';
import type { StormMember } from '../../src/storm/storm.ts';
import { anySnapshot } from '../support/any-snapshot.ts';
import { strictValidator } from '../support/definition.ts';
import { memberOf, snapshotOf } from '../support/snapshots.ts';

const options = { instance: 'stormfold', namespace: 'alerts', previousName: 'storm-p' };
const name = 'storm-kubepodcrashlooping-a1b2c3d4e5f6';
const three = [memberOf(0), memberOf(1), memberOf(2)];
const each = snapshotOf({ storm: { fate: 'each', alertCount: 3, deliveryCount: 7, flappingCount: 1 } });

describe('what is written for a storm', () => {
  it.each(['storm', 'below', undefined] as const)('of the fate %s is its one resource', (fate) => {
    const snapshot = snapshotOf({ storm: fate === undefined ? {} : { fate } });
    expect(buildManifests(snapshot, options)).toEqual([buildManifest(snapshot, options)]);
  });

  it('that is dropped is nothing', () => {
    expect(buildManifests(snapshotOf({ storm: { fate: 'drop' } }), options)).toEqual([]);
  });

  it('of the fate each has one resource for each member, named by its place in the storm', () => {
    const manifests = buildManifests(each, options, three);
    expect(manifests.map(({ metadata, spec }) => [metadata.name, spec.members])).toEqual([
      [`${name}-a1`, ['00000000000000a0@2026-11-24T11:59:30Z']],
      [`${name}-a2`, ['00000000000000a1@2026-11-24T11:59:31Z']],
      [`${name}-a3`, ['00000000000000a2@2026-11-24T11:59:32Z']],
    ]);
    expect(buildManifests(each, options, three)).toEqual(manifests);
  });

  it('leaves out what joined after the seal', () => {
    const manifests = buildManifests(each, options, [...three, memberOf(3)]);
    expect(manifests).toEqual(buildManifests(each, options, three));
  });

  it.each([
    [undefined, 0],
    [three.slice(1), 2],
  ])('is not written while members are missing', (members, count) => {
    expect(() => buildManifests(each, options, members)).toThrow(
      new RangeError(`storm 0123456789abcdef-a1b2c3d4e5f6 has 3 members, and only ${count} are at hand`),
    );
  });
});

describe('the resource of one member', () => {
  const member = memberOf(0, { deliveries: 4, endsAt: '2026-11-24T12:03:00.000Z', severity: 'info' });
  const [own, other] = buildManifests(each, options, [member, memberOf(1), memberOf(2)]);
  const [sample] = each.samples;

  it('holds that alert alone, and all else of its storm', () => {
    expect(own?.spec).toEqual({
      ...buildManifest(each, options).spec,
      ...{
        storm: false,
        severity: 'info',
        alertCount: 1,
        deliveryCount: 4,
        resolvedCount: 1,
        resolved: true,
      },
      affectedResources: [
        {
          ...{ kind: 'Pod', namespace: 'shop', name: 'api-0', alerts: 1, resolved: true },
          firstSeen: '2026-11-24T12:00:00.000Z',
        },
      ],
      ...{ affectedResourceCount: 1, affectedResourcesByKind: { Pod: 1 } },
      members: ['00000000000000a0@2026-11-24T11:59:30Z'],
      samples: [{ ...sample, startsAt: '2026-11-24T11:59:30Z' }],
      ...{ commonLabels: sample?.labels, commonAnnotations: sample?.annotations },
    });
    expect([own?.spec.flappingCount, own?.spec.previous]).toEqual([1, 'storm-p']);
  });

  it('carries the id of its storm, its own severity, hash and name of the alert', () => {
    const { labels, annotations } = buildManifest(each, options).metadata;
    expect(own?.metadata).toEqual({
      ...{ name: `${name}-a1`, namespace: 'alerts' },
      labels: { ...labels, 'stormfold.io/severity': 'info' },
      annotations: {
        ...annotations,
        'stormfold.io/spec-hash': specHashOf(own?.spec ?? {}),
        'stormfold.io/member': '00000000000000a0@2026-11-24T11:59:30Z',
      },
    });
  });

  it('of which no sample was kept shows what all alerts share', () => {
    expect(other?.spec).toMatchObject({
      ...{ samples: [], commonLabels: each.commonLabels, commonAnnotations: each.commonAnnotations },
      ...{ alertCount: 1, resolvedCount: 0, resolved: false, truncated: false },
    });
  });

  it('that fired twice in the storm takes its sample by its start', () => {
    const starts = ['2026-11-24T11:59:30Z', '2026-11-24T12:01:00Z'];
    const samples = starts.map((startsAt) => ({
      ...{ labels: {}, annotations: { since: startsAt }, startsAt, fingerprint: member.fingerprint },
    }));
    const again = starts.map((startsAt) => ({ ...member, startsAt }));
    const manifests = buildManifests(
      snapshotOf({ storm: { fate: 'each', alertCount: 2 }, samples }),
      options,
      again,
    );
    expect(manifests.map(({ spec }) => spec.samples)).toEqual(samples.map((one) => [one]));
  });
});

describe('any storm of the fate each', () => {
  const validate = strictValidator();
  const member: fc.Arbitrary<StormMember> = fc
    .tuple(
      fc.nat(9),
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom('x', '\u{1F525}'),
      fc.nat(500),
    )
    .map(([n, severity, unit, times]) =>
      memberOf(n, { severity, startsAt: unit.repeat(times + 1), fingerprint: unit.repeat(times + 1) }),
    );

  it('makes resources with names of their own that match the definition and are small', () => {
    fc.assert(
      fc.property(anySnapshot, fc.array(member, { minLength: 1, maxLength: 5 }), (snapshot, some) => {
        const members = Array.from({ length: 100 }, (_, n) => some[n % some.length] ?? memberOf(0));
        const storm = { ...snapshot.storm, fate: 'each', alertCount: 100 } as const;
        const manifests = buildManifests({ ...snapshot, storm }, options, members);
        expect(new Set(manifests.map(({ metadata }) => metadata.name)).size).toBe(100);
        for (const manifest of [manifests[0], manifests[99]]) {
          expect(`${manifest?.metadata.name}-99`).toMatch(/^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
          validate(manifest);
          expect(validate.errors).toBeNull();
          expect(Buffer.byteLength(JSON.stringify(manifest))).toBeLessThan(240 * 1024);
        }
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
