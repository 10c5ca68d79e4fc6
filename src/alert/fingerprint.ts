import type { Labels } from './alert.ts';

const offsetBasis = { high: 0xcbf29ce4, low: 0x84222325 };
/** The FNV prime is 2^40 + this. */
const primeLow = 0x1b3;
const separator = 0xff;

/**
 * Alertmanager's fingerprint of a label set: FNV-1a 64 over the names in byte order and their values, 16 hex digits.
 * The same labels have the same one for ever and on every peer, so that it may be computed when a sender leaves it out.
 */
export function fingerprintOf(labels: Labels): string {
  let { high, low } = offsetBasis;
  const add = (byte: number) => {
    // 64-bit arithmetic in two halves: BigInt costs twenty times as much, and this runs over every byte.
    const mixed = (low ^ byte) >>> 0;
    const product = mixed * primeLow;
    high = (high * primeLow + Math.floor(product / 2 ** 32) + ((mixed << 8) >>> 0)) % 2 ** 32;
    low = product % 2 ** 32;
  };
  for (const name of Object.keys(labels).sort(byBytes)) {
    for (const text of [name, labels[name] ?? '']) {
      for (const byte of Buffer.from(text, 'utf8')) add(byte);
      add(separator);
    }
  }
  return hex(high) + hex(low);
}

// JavaScript orders by UTF-16 units, which differs from the order of bytes once there are surrogates.
function byBytes(a: string, b: string): number {
  if (/[\ud800-\udfff]/.test(a + b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0');
}
