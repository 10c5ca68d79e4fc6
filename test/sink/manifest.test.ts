import { createHash } from 'node:crypto';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildManifest } from '../../src/sink/manifest.ts';
import { specHashOf } from '../../src/sink/spec-hash.ts';
import { manifestToYaml } from '../../src/sink/yaml.ts';
import { anyCausedSnapshot, anySnapshot } from '../support/any-snapshot.ts';
import { strictValidator } from '../support/definition.ts';
import { bareTerms, snapshotOf } from '../support/snapshots.ts';

const options = { instance: 'stormfold' };

describe('a small storm', () => {
  it('becomes a resource that holds all of it', () => {
    const manifest = buildManifest(snapshotOf({ storm: { fate: 'storm', terms: bareTerms } }), {
      namespace: 'alerts',
      previousName: 'storm-p',
      ...options,
    });
    expect(manifest).toEqual({
      apiVersion: 'stormfold.io/v1alpha1',
      kind: 'AlertStorm',
      metadata: {
        name: 'storm-kubepodcrashlooping-a1b2c3d4e5f6',
        namespace: 'alerts',
        labels: {
          'stormfold.io/pattern-hash': '0123456789abcdef',
          'stormfold.io/storm-id': '0123456789abcdef-a1b2c3d4e5f6',
          'stormfold.io/alertname': 'KubePodCrashLooping',
          'stormfold.io/severity': 'critical',
        },
        annotations: {
          'stormfold.io/pattern': 'KubePodCrashLooping in shop',
          'stormfold.io/storm-id': '0123456789abcdef-a1b2c3d4e5f6',
          'stormfold.io/spec-hash': expect.stringMatching(/^[0-9a-f]{64}$/) as string,
          'stormfold.io/instance': 'stormfold',
        },
      },
      spec: {
        storm: true,
        rule: 'default',
        pattern: {
          text: 'KubePodCrashLooping in shop',
          labels: { alertname: 'KubePodCrashLooping', namespace: 'shop' },
        },
        severity: 'critical',
        alertCount: 2,
        deliveryCount: 5,
        resolvedCount: 0,
        resolved: false,
        flappingCount: 0,
        affectedResources: snapshotOf().affectedResources,
        affectedResourceCount: 2,
        affectedResourcesByKind: { Pod: 2 },
        truncated: false,
        commonLabels: snapshotOf().commonLabels,
        commonAnnotations: snapshotOf().commonAnnotations,
        members: snapshotOf().members,
        samples: snapshotOf().samples,
        window: {
          openedAt: '2026-11-24T12:00:00.000Z',
          sealedAt: '2026-11-24T12:05:00.250Z',
          reason: 'expired',
        },
        previous: 'storm-p',
      },
    });
  });

  it('leaves out a namespace, a previous storm and a rule that there are none of', () => {
    const manifest = buildManifest(snapshotOf(), options);
    expect(manifest.metadata).not.toHaveProperty('namespace');
    expect(manifest.spec).not.toHaveProperty('previous');
    expect(manifest.spec).not.toHaveProperty('rule');
  });

  it.each([
    ['storm', true],
    ['below', false],
    ['each', false],
    [undefined, true],
  ] as const)('of the fate %s says of itself that it is a storm: %s', (fate, is) => {
    const { spec } = buildManifest(snapshotOf({ storm: fate === undefined ? {} : { fate } }), options);
    expect(spec.storm).toBe(is);
  });

  it.each([
    [0, false],
    [1, false],
    [2, true],
  ])('of two alerts of which %i have ended is resolved: %s', (resolvedCount, is) => {
    const { spec } = buildManifest(snapshotOf({ storm: { resolvedCount } }), options);
    expect(spec).toMatchObject({ resolvedCount, resolved: is });
  });

  it('says how many alerts flap, and that an urgent one closed it', () => {
    const storm = { flappingCount: 2, sealReason: 'urgent' } as const;
    const { spec } = buildManifest(snapshotOf({ storm }), options);
    expect([spec.flappingCount, spec.window.reason]).toEqual([2, 'urgent']);
  });

  it('is the same each time, and has another hash when anything in its spec differs', () => {
    const { metadata } = buildManifest(snapshotOf(), options);
    const other = buildManifest(snapshotOf({ storm: { deliveryCount: 6 } }), options);
    expect(buildManifest(snapshotOf(), options).metadata).toEqual(metadata);
    expect(other.metadata.name).toBe(metadata.name);
    expect(other.metadata.annotations).not.toEqual(metadata.annotations);
  });

  it('is refused while it is open', () => {
    const open = snapshotOf();
    const { sealedAt: _, ...storm } = open.storm;
    expect(() => buildManifest({ ...open, storm }, options)).toThrow(
      new RangeError('storm 0123456789abcdef-a1b2c3d4e5f6 is not sealed'),
    );
  });
});

describe('the hash of a spec', () => {
  it('is the SHA-256 of its JSON without spaces and with sorted keys, so that others can compute it', () => {
    const hash = createHash('sha256').update('{"a":[{"c":2,"d":"x"}],"b":true}').digest('hex');
    expect(specHashOf({ b: true, a: [{ d: 'x', c: 2 }] })).toBe(hash);
    expect(specHashOf({ a: [{ c: 2, d: 'x' }], b: true })).toBe(hash);
  });
});

describe('labels', () => {
  it('are made valid, and left out where nothing valid remains', () => {
    const pattern = { text: '火事', labels: { alertname: '火事' } };
    const { labels, annotations } = buildManifest(
      snapshotOf({ storm: { pattern, severity: 'very/high!' } }),
      options,
    ).metadata;
    expect(labels).not.toHaveProperty(['stormfold.io/alertname']);
    expect(labels).toHaveProperty(['stormfold.io/severity'], 'very-high');
    expect(annotations).toHaveProperty(['stormfold.io/pattern'], '火事');
  });
});

describe('any storm', () => {
  const validate = strictValidator();
  const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
  const labelValue = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

  it('has a valid name and labels, matches the definition, and is small enough for kubectl apply', () => {
    fc.assert(
      fc.property(
        fc.oneof(anySnapshot, anyCausedSnapshot),
        fc.string({ unit: 'binary' }),
        (snapshot, instance) => {
          const manifest = buildManifest(snapshot, { instance });
          expect(manifest.metadata.name).toMatch(dnsLabel);
          expect(manifest.metadata.name.length).toBeLessThanOrEqual(60);
          for (const value of Object.values(manifest.metadata.labels)) {
            expect(value).toMatch(labelValue);
            expect(value.length).toBeLessThanOrEqual(63);
          }
          validate(manifest);
          expect(validate.errors).toBeNull();
          const json = JSON.stringify(manifest);
          const annotations = Buffer.byteLength(
            Object.entries(manifest.metadata.annotations).flat().join(''),
          );
          // What kubectl apply makes of it: all annotations, with one more that holds everything.
          expect(Buffer.byteLength(json) + annotations + 100).toBeLessThanOrEqual(262_144);
          expect(json.isWellFormed()).toBe(true);
          expect(Buffer.byteLength(manifestToYaml(manifest))).toBeLessThanOrEqual(232 * 1024);
        },
      ),
      { numRuns: 80 },
    );
  }, 60_000);
});
