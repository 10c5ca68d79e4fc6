import { describe, expect, it } from 'vitest';

import { caps } from '../../src/sink/caps.ts';
import { buildManifest } from '../../src/sink/manifest.ts';
import type { AffectedResourceSummary } from '../../src/storm/snapshot.ts';
import type { StormSample } from '../../src/storm/storm.ts';
import { snapshotOf } from '../support/snapshots.ts';

const options = { instance: 'stormfold' };
const [resource] = snapshotOf().affectedResources as [AffectedResourceSummary];
const [sample] = snapshotOf().samples as [StormSample];

function resources(name: (n: number) => string): AffectedResourceSummary[] {
  return Array.from({ length: 500 }, (_, n) => ({ ...resource, name: name(n) }));
}

const members = Array.from(
  { length: 500 },
  (_, n) => `${String(n).padStart(16, '0')}@2026-11-24T11:59:30.1Z`,
);

describe('a storm of twenty thousand alerts about pods', () => {
  const snapshot = snapshotOf({
    storm: { alertCount: 20_000, deliveryCount: 61_234 },
    affectedResources: resources((n) => `payment-gateway-production-api-7d9f8c6b5d-${n}-xk2lp`),
    affectedResourceCount: 20_000,
    affectedResourcesByKind: { Pod: 20_000 },
    members,
    samples: Array.from({ length: 5 }, () => sample),
    truncated: true,
  });

  it('keeps every resource, member and sample of the snapshot, and the true counts', () => {
    const { spec } = buildManifest(snapshot, options);
    expect(spec.affectedResources).toEqual(snapshot.affectedResources);
    expect(spec.members).toEqual(members);
    expect(spec.samples).toEqual(snapshot.samples);
    expect(spec).toMatchObject({ alertCount: 20_000, affectedResourceCount: 20_000, truncated: true });
  });
});

describe('a storm that does not fit', () => {
  it('shortens samples first: a huge annotation is cut, with a mark that says so', () => {
    const mark = '…[cut, was 60000 characters]';
    const samples = [{ ...sample, annotations: { summary: 'short', dump: 'x'.repeat(60_000) } }];
    const { spec } = buildManifest(snapshotOf({ samples }), options);
    const [{ annotations } = { annotations: {} }] = spec.samples;
    expect(annotations).toEqual({
      summary: 'short',
      dump: 'x'.repeat(caps.value - Buffer.byteLength(mark)) + mark,
    });
    expect(spec.truncated).toBe(true);
  });

  it('leaves out a link that is too long to be whole', () => {
    const samples = [{ ...sample, generatorURL: `http://prometheus.example/${'x'.repeat(5000)}` }];
    const { spec } = buildManifest(snapshotOf({ samples }), options);
    expect(spec.samples[0]).not.toHaveProperty('generatorURL');
    expect(spec.truncated).toBe(true);
  });

  it('leaves out a time that no consumer could read', () => {
    const samples = [{ ...sample, startsAt: '2026-02-31T00:00:00Z' }];
    const { spec } = buildManifest(snapshotOf({ samples }), options);
    expect(spec.samples[0]).not.toHaveProperty('startsAt');
    expect(spec.truncated).toBe(true);
  });

  it('then lists fewer resources, the first ones, and still all members', () => {
    const long = resources((n) => `${n}-`.padEnd(1000, 'x'));
    const { spec } = buildManifest(snapshotOf({ affectedResources: long, members }), options);
    expect(spec.members).toEqual(members);
    expect(spec.affectedResources.length).toBeGreaterThan(100);
    expect(spec.affectedResources).toEqual(long.slice(0, spec.affectedResources.length));
    expect(spec.truncated).toBe(true);
  });

  it('cuts names of a thousand characters of four bytes, and stays in its bounds', () => {
    const long = resources((n) => `${n}-${'\u{1F525}'.repeat(1000)}`);
    const { spec } = buildManifest(snapshotOf({ affectedResources: long, members }), options);
    expect(spec.affectedResources[0]?.name).toMatch(/^0-(\u{1F525}){248}…\[cut, was 2002 characters\]$/u);
    expect(spec.affectedResources.length).toBeGreaterThan(100);
  });

  it('cuts nothing silently that is only unusual: a lone surrogate is replaced, as any reader would', () => {
    const { spec } = buildManifest(snapshotOf({ commonLabels: { half: 'a\ud83d' } }), options);
    expect(spec.commonLabels).toEqual({ half: 'a\ufffd' });
    expect(spec.truncated).toBe(false);
  });

  it('leaves out empty values, which say nothing and which some API servers refuse', () => {
    const { spec } = buildManifest(snapshotOf({ commonAnnotations: { summary: '', note: 'x' } }), options);
    expect(spec.commonAnnotations).toEqual({ note: 'x' });
    expect(spec.truncated).toBe(false);
  });

  it('bounds what all alerts share', () => {
    const commonAnnotations = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`note${n}`, 'x'.repeat(4000)]),
    );
    const { spec } = buildManifest(snapshotOf({ commonAnnotations }), options);
    expect(Object.keys(spec.commonAnnotations)).toEqual([
      'note0',
      'note1',
      'note2',
      'note3',
      'note4',
      'note5',
    ]);
    expect(spec.truncated).toBe(true);
  });

  it('adds up kinds whose names were cut to the same text', () => {
    const kinds = { [`${'K'.repeat(200)}1`]: 3, [`${'K'.repeat(200)}2`]: 4 };
    const { spec } = buildManifest(snapshotOf({ affectedResourcesByKind: kinds }), options);
    expect(Object.values(spec.affectedResourcesByKind)).toEqual([7]);
    expect(spec.truncated).toBe(true);
  });

  it('is built in a moment, from twenty megabytes too', () => {
    const big = 'x'.repeat(65_536);
    const huge = snapshotOf({
      affectedResources: resources((n) => `${n}${big}`),
      samples: [{ ...sample, annotations: { big } }],
    });
    const started = performance.now();
    buildManifest(huge, options);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
