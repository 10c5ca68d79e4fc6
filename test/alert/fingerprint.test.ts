import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Labels } from '../../src/alert/alert.ts';
import { fingerprintOf } from '../../src/alert/fingerprint.ts';

const fire = '\u{1F525}';
/** Before the flame in bytes, after it in UTF-16 units. */
const lateInBmp = '\uffee';

/** FNV-1a 64 written down as its definition says, whatever that costs. */
function fnv1a64(bytes: Uint8Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

function bytesOf(pairs: readonly (readonly [string, string])[]): Buffer {
  const end = Buffer.of(0xff);
  return Buffer.concat(pairs.flat().flatMap((text) => [Buffer.from(text), end]));
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', '__proto__', 'constructor', fire, `${fire}x`, lateInBmp, `a${fire}`, `a${lateInBmp}`),
);
const pairs = fc.uniqueArray(fc.tuple(text, text), { selector: ([name]) => name, maxLength: 12 });

describe('a computed fingerprint', () => {
  it.each<[string, Labels]>([
    [
      'cdef4bfa6dd19128',
      { alertname: 'KubeAPIDown', job: 'apiserver', prometheus: 'monitoring/k8s', severity: 'critical' },
    ],
    ['3cf592f21c5da81e', { alertname: 'HAProbe', case: 'err25', namespace: 't' }],
    [
      '99a495d684c89796',
      {
        ...{ alertname: 'TargetDown', cluster: 'lab', instance: '127.0.0.1:29199', job: 'node' },
        ...{ node: 'gpu-42', severity: 'critical' },
      },
    ],
  ])("is Alertmanager's: %s", (fingerprint, labels) => {
    expect(fingerprintOf(labels)).toBe(fingerprint);
  });

  it('of no labels is where the hash begins', () => {
    expect(fingerprintOf({})).toBe('cbf29ce484222325');
  });

  it('is 16 hex digits, and does not depend on the order in which labels were sent', () => {
    const sentTwice = pairs.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
    );
    fc.assert(
      fc.property(sentTwice, ([some, shuffled]) => {
        const fingerprint = fingerprintOf(Object.fromEntries(some));
        expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
        expect(fingerprintOf(Object.fromEntries(shuffled))).toBe(fingerprint);
      }),
    );
  });

  it('is FNV-1a 64 over names in the order of their bytes, each text ended by 0xff', () => {
    fc.assert(
      fc.property(pairs, (some) => {
        const ordered = some.toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(fingerprintOf(Object.fromEntries(some))).toBe(fnv1a64(bytesOf(ordered)));
      }),
    );
  });

  it('orders names beyond the basic plane by bytes, not by UTF-16 units', () => {
    expect(fire < lateInBmp).toBe(true);
    const inBytes = [
      [lateInBmp, '1'],
      [fire, '2'],
    ] as const;
    expect(fingerprintOf({ [fire]: '2', [lateInBmp]: '1' })).toBe(fnv1a64(bytesOf(inBytes)));
  });

  it('tells where a name ends and its value begins', () => {
    expect(fingerprintOf({ ab: 'c' })).not.toBe(fingerprintOf({ a: 'bc' }));
    expect(fingerprintOf({ a: 'b', c: 'd' })).not.toBe(fingerprintOf({ a: 'd', c: 'b' }));
  });
});
