import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { lateStatusOf } from '../../src/sink/late-status.ts';
import { strictValidator } from '../support/definition.ts';
import { buildManifest } from '../../src/sink/manifest.ts';
import { memberOf, snapshotOf } from '../support/snapshots.ts';

const now = Date.UTC(2026, 10, 24, 12, 20);
const storm = (counts: object = {}) => snapshotOf({ storm: counts }).storm;

describe('what came after the seal', () => {
  it('is all in one place: who joined, who ended, when', () => {
    const late = {
      joined: [memberOf(2), memberOf(3)],
      joinedSeverity: 'critical',
      lastResolvedAt: Date.UTC(2026, 10, 24, 12, 15),
      lastJoinedAt: Date.UTC(2026, 10, 24, 12, 10),
      now,
    };
    expect(lateStatusOf(storm({ resolvedCount: 1, joinedCount: 2, endedLateCount: 1 }), late)).toEqual({
      ...{ resolvedCount: 2, resolved: false, joinedCount: 2, joinedSeverity: 'critical' },
      lastResolvedAt: '2026-11-24T12:15:00.000Z',
      lastJoinedAt: '2026-11-24T12:10:00.000Z',
      joined: ['00000000000000a2@2026-11-24T11:59:32Z', '00000000000000a3@2026-11-24T11:59:33Z'],
      updatedAt: '2026-11-24T12:20:00.000Z',
    });
  });

  it('says nothing of what has not happened', () => {
    expect(lateStatusOf(storm({ endedLateCount: 1 }), { joined: [], now })).toEqual({
      ...{ resolvedCount: 1, resolved: false, joinedCount: 0, joined: [] },
      updatedAt: '2026-11-24T12:20:00.000Z',
    });
  });

  it.each([
    [{ resolvedCount: 0, endedLateCount: 2, joinedCount: 0 }, true],
    [{ resolvedCount: 2, endedLateCount: 0, joinedCount: 0 }, true],
    [{ resolvedCount: 2, endedLateCount: 0, joinedCount: 1 }, false],
    [{ resolvedCount: 1, endedLateCount: 2, joinedCount: 1 }, true],
  ])('of two alerts, %j, is resolved: %s', (counts, is) => {
    expect(lateStatusOf(storm(counts), { joined: [], now }).resolved).toBe(is);
  });

  it('names a hundred that joined, and counts all', () => {
    const joined = Array.from({ length: 120 }, (_, n) => memberOf(n % 9, { fingerprint: `f${n}` }));
    const status = lateStatusOf(storm({ joinedCount: 4000 }), { joined, now });
    expect(status.joinedCount).toBe(4000);
    expect(status.joined).toHaveLength(100);
    expect(status.joined[99]).toBe('f99@2026-11-24T11:59:30Z');
  });

  it('matches the definition, whatever the texts', () => {
    const validate = strictValidator();
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u{1F525}'.repeat(500), '\ud83d'));
    fc.assert(
      fc.property(text, text, fc.nat(), (fingerprint, joinedSeverity, joinedCount) => {
        const late = { joined: [memberOf(0, { fingerprint })], joinedSeverity, lastResolvedAt: 0, now };
        const alerts = lateStatusOf(storm({ joinedCount }), late);
        validate({ ...buildManifest(snapshotOf(), { instance: 'one' }), status: { alerts } });
        expect(validate.errors).toBeNull();
      }),
    );
  });
});
