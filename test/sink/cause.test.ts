import { createHash } from 'node:crypto';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { caps } from '../../src/sink/caps.ts';
import { buildManifest } from '../../src/sink/manifest.ts';
import { buildManifests } from '../../src/sink/manifests.ts';
import type { StormMember } from '../../src/storm/storm.ts';
import { anyCausedSnapshot } from '../support/any-snapshot.ts';
import { causedMembers, causedSnapshot, memberOf, nodeCause, snapshotOf } from '../support/snapshots.ts';
import { strictValidator } from '../support/definition.ts';

const options = { instance: 'stormfold' };

/** Members of a cause, with what real alerts of a cluster say. */
function members(count: number, changes: Partial<StormMember> = {}): StormMember[] {
  return Array.from({ length: count }, (_, n) =>
    memberOf(n, {
      ...{ fingerprint: String(n).padStart(16, '0'), startsAt: '2026-11-24T11:59:30.123456789Z' },
      ...{
        alertname: 'KubeDeploymentReplicasMismatch',
        reason: 'its pod runs on node worker-3, which is not ready',
      },
      resource: { kind: 'Pod', namespace: 'payments', name: `payment-gateway-api-7d9f8c6b5d-${n}-xk2lp` },
      ...changes,
    }),
  );
}

describe('the resource of a cause', () => {
  const manifest = buildManifest(causedSnapshot(), options);

  it('is named after it, and says what it is and why each alert is there', () => {
    const { metadata, spec } = manifest;
    expect(metadata.name).toBe('storm-node-worker-3-a1b2c3d4e5f6');
    expect(metadata.labels).toEqual({
      'stormfold.io/pattern-hash': '0123456789abcdef',
      'stormfold.io/storm-id': '0123456789abcdef-a1b2c3d4e5f6',
      'stormfold.io/severity': 'critical',
      'stormfold.io/cause': 'node',
    });
    expect(spec.cause).toEqual({ kind: 'node', name: 'node worker-3', patternCount: 2 });
    expect(spec.alerts).toEqual([
      {
        ...{ alertname: 'KubeNodeNotReady', member: '00000000000000a0@2026-11-24T11:59:30Z' },
        ...{ kind: 'Node', name: 'worker-3', severity: 'critical' },
        reason: 'it is about the node worker-3',
      },
      {
        ...{ alertname: 'KubePodNotReady', member: '00000000000000a1@2026-11-24T11:59:31Z' },
        ...{ kind: 'Pod', namespace: 'shop', name: 'api-1', severity: 'warning' },
        reason: 'its pod runs on node worker-3, which is not ready',
      },
    ]);
    expect(spec).toMatchObject({ members: spec.alerts?.map(({ member }) => member), truncated: false });
  });

  it('keeps the name of its alerts where they have one', () => {
    const pattern = { text: 'NodeDown', labels: { alertname: 'NodeDown' } };
    const { metadata } = buildManifest(causedSnapshot({ pattern }), options);
    expect(metadata.name).toBe('storm-nodedown-a1b2c3d4e5f6');
    expect(metadata.labels).toMatchObject({
      'stormfold.io/alertname': 'NodeDown',
      'stormfold.io/cause': 'node',
    });
  });

  it('leaves out what nothing is known of', () => {
    const { spec } = buildManifest(causedSnapshot({}, [memberOf(0, { alertname: '' })]), options);
    expect(spec.alerts).toEqual([
      {
        ...{ member: '00000000000000a0@2026-11-24T11:59:30Z', severity: 'warning' },
        ...{ kind: 'Pod', namespace: 'shop', name: 'api-0' },
      },
    ]);
  });

  it('of one alert each, says why that one is there, and has its name as a label', () => {
    const each = buildManifests(causedSnapshot({ fate: 'each' }), options, causedMembers);
    expect(
      each.map(({ metadata, spec }) => [
        metadata.name,
        metadata.labels['stormfold.io/alertname'],
        spec.cause?.name,
        spec.alerts?.map(({ reason }) => reason),
      ]),
    ).toEqual(
      causedMembers.map(({ alertname, reason }, n) => [
        `storm-node-worker-3-a1b2c3d4e5f6-a${n + 1}`,
        alertname,
        'node worker-3',
        [reason],
      ]),
    );
  });
});

// Whoever upgrades retries storms that the version before has written, and recognises them by this.
it('without a cause, a resource is byte for byte as it was before there were any', () => {
  const alone = [memberOf(0, { alertname: 'A', reason: 'x' })];
  const one = snapshotOf({ storm: { fate: 'each', alertCount: 1 } });
  const written = [buildManifest(snapshotOf(), options), ...buildManifests(one, options, alone)];
  const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
  expect(written.map((manifest) => hash(JSON.stringify(manifest)))).toEqual([
    '99b4fe8246c476e3',
    '965f616fd33b361f',
  ]);
});

describe('a cause of ten thousand alerts', () => {
  it('shows the first of everything, samples too, and says that it is cut', () => {
    const snapshot = causedSnapshot({}, members(10_000));
    const { spec } = buildManifest({ ...snapshot, samples: snapshotOf().samples }, options);
    expect(spec.members).toEqual(snapshot.members);
    expect(spec.alerts).toEqual(snapshot.alerts?.slice(0, spec.alerts?.length));
    expect(spec.alerts?.length).toBeGreaterThan(200);
    expect(spec.affectedResources.length).toBeGreaterThan(150);
    expect(spec.samples).toEqual(snapshotOf().samples);
    expect(spec).toMatchObject({ truncated: true, alertCount: 10_000, affectedResourceCount: 10_000 });
  });

  it('cuts what is hostile, and leaves room for all the rest', () => {
    const [long, reason] = ['\u{1F525}'.repeat(5_000), '"\\'.repeat(5_000)];
    const resource = { kind: long, namespace: long, name: long };
    const hostile = members(10_000, { alertname: long, severity: long, reason, resource });
    const manifest = buildManifest(
      { ...causedSnapshot({ cause: { ...nodeCause, name: long } }, hostile), samples: snapshotOf().samples },
      options,
    );
    const { spec } = manifest;
    expect(spec.cause?.name).toMatch(/^\u{1F525}+…\[cut, was 10000 characters\]$/u);
    expect(Buffer.byteLength(spec.alerts?.[0]?.reason ?? '')).toBeLessThanOrEqual(caps.reason);
    expect(spec.alerts?.length).toBeGreaterThan(20);
    expect([spec.affectedResources.length, spec.samples.length]).toEqual([1, 1]);
    expect(Buffer.byteLength(JSON.stringify(manifest))).toBeLessThan(caps.manifest);
  });
});

it('any cause has valid names, matches the definition and stays small, whatever it makes of its alerts', () => {
  const validate = strictValidator();
  fc.assert(
    fc.property(anyCausedSnapshot, (snapshot) => {
      const manifest = buildManifest(snapshot, options);
      validate(manifest);
      expect(validate.errors).toBeNull();
      expect(manifest.metadata.labels['stormfold.io/cause']).toBe(snapshot.storm.cause?.kind);
      expect(manifest.metadata.name).toMatch(/^(?=.{1,60}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
      const { members: all, alerts = [] } = manifest.spec;
      expect(alerts.length).toBeLessThanOrEqual(Math.max(all.length, snapshot.alerts?.length ?? 0));
      expect(Buffer.byteLength(JSON.stringify(manifest))).toBeLessThan(caps.manifest);
    }),
    { numRuns: 60 },
  );
}, 60_000);
