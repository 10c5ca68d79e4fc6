import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  labelValueOf,
  memberResourceNameOf,
  resourceNameOf,
  successorName,
} from '../../src/sink/resource-name.ts';
import { alertname, stormId } from '../support/any-snapshot.ts';
import { nodeCause } from '../support/snapshots.ts';

const id = '0123456789abcdef-a1b2c3d4e5f6';
const of = (name: string, ownId = id) => ({ pattern: { labels: { alertname: name } }, id: ownId });

describe('resourceNameOf', () => {
  it.each([
    ['KubePodCrashLooping', 'storm-kubepodcrashlooping-a1b2c3d4e5f6'],
    ['High CPU / usage!', 'storm-high-cpu-usage-a1b2c3d4e5f6'],
    ['Größe', 'storm-gro-e-a1b2c3d4e5f6'],
    ['(unnamed)', 'storm-unnamed-a1b2c3d4e5f6'],
    ['火事', 'storm-a1b2c3d4e5f6'],
    ['', 'storm-a1b2c3d4e5f6'],
    ['---', 'storm-a1b2c3d4e5f6'],
    [`${'a'.repeat(40)} b`, `storm-${'a'.repeat(40)}-a1b2c3d4e5f6`],
    ['A'.repeat(1000), `storm-${'a'.repeat(41)}-a1b2c3d4e5f6`],
  ])('makes %j a name', (name, expected) => {
    expect(resourceNameOf(of(name))).toBe(expected);
  });

  it.each([
    ['node worker-3', 'storm-node-worker-3-a1b2c3d4e5f6'],
    ['Deployment/shop/api', 'storm-deployment-shop-api-a1b2c3d4e5f6'],
    [
      'node ip-10-0-1-23.eu-west-1.compute.internal',
      'storm-node-ip-10-0-1-23-eu-west-1-compute-inter-a1b2c3d4e5f6',
    ],
    ['火事', 'storm-a1b2c3d4e5f6'],
  ])('names the storm of the cause %j after it, but for alerts that have one name', (name, expected) => {
    const cause = { ...nodeCause, name };
    expect(resourceNameOf({ pattern: { labels: { cluster: 'east' } }, cause, id })).toBe(expected);
    expect(resourceNameOf({ ...of('NodeDown'), cause })).toBe('storm-nodedown-a1b2c3d4e5f6');
  });

  it('leaves room for the last successor, whatever the name', () => {
    fc.assert(
      fc.property(alertname, stormId, (name, anyId) => {
        const successor = successorName(resourceNameOf(of(name, anyId)), 99);
        expect(successor.length).toBeLessThanOrEqual(63);
        expect(successor).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
      }),
    );
  });

  it('refuses what is no storm id', () => {
    expect(() => resourceNameOf(of('x', 'nonsense'))).toThrow(new RangeError('not a storm id: "nonsense"'));
  });
});

describe('memberResourceNameOf', () => {
  const long = of('A'.repeat(1000));

  it.each([
    [of('KubePodCrashLooping'), 1, 'storm-kubepodcrashlooping-a1b2c3d4e5f6-a1'],
    [{ pattern: { labels: {} }, id }, 42, 'storm-a1b2c3d4e5f6-a42'],
    [long, 2, `storm-${'a'.repeat(36)}-a1b2c3d4e5f6-a2`],
    [long, 100, `storm-${'a'.repeat(36)}-a1b2c3d4e5f6-a100`],
  ])('names a member of %j by its place %i', (storm, ordinal, expected) => {
    expect(memberResourceNameOf(storm, ordinal)).toBe(expected);
  });

  it('leaves room for the last successor too, and never has the name of a storm or of its successor', () => {
    fc.assert(
      fc.property(alertname, stormId, fc.integer({ min: 1, max: 100 }), (name, anyId, ordinal) => {
        const storm = of(name, anyId);
        const own = memberResourceNameOf(storm, ordinal);
        expect(successorName(own, 99)).toMatch(/^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
        const storms = Array.from({ length: 99 }, (_, n) => successorName(resourceNameOf(storm), n + 1));
        expect(storms).not.toContain(own);
      }),
    );
  });
});

describe('labelValueOf', () => {
  it.each([
    ['critical', 'critical'],
    ['a/b', 'a-b'],
    ['_.a.b_c-', 'a.b_c'],
    ['-', undefined],
    ['', undefined],
    [`${'x'.repeat(62)}--y`, 'x'.repeat(62)],
    ['_'.repeat(65_536), undefined],
  ])('makes %j valid', (text, expected) => {
    expect(labelValueOf(text)).toBe(expected);
  });
});
