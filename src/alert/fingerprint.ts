import type { Labels } from './alert.ts';

/** The FNV prime is 2^40 + this. */
const primeLow = 0x1b3;
const separator = 0xff;
const surrogate = /[\ud800-\udfff]/;

/**
 * Alertmanager's fingerprint of a label set: FNV-1a 64 over the names in byte order and their values, 16 hex digits.
 * The same labels have the same one for ever and on every peer, so that it may be computed when a sender leaves it out.
 */
export function fingerprintOf(labels: Labels): string {
  const hash = new Fnv1a64();
  for (const name of Object.keys(labels).sort(byBytes)) {
    hash.addText(name);
    hash.addByte(separator);
    hash.addText(labels[name] ?? '');
    hash.addByte(separator);
  }
  return hash.toString();
}

/** 64-bit arithmetic in two halves of 32 bits: BigInt costs twenty times as much, and this runs over every byte. */
class Fnv1a64 {
  #high = 0xcbf29ce4 | 0;
  #low = 0x84222325 | 0;

  addByte(byte: number): void {
    const mixed = this.#low ^ byte;
    // Math.imul gives the lower 32 bits of a product; what it carries over is found from products of 16 bits.
    const carry = ((mixed >>> 16) * primeLow + (((mixed & 0xffff) * primeLow) >>> 16)) >>> 16;
    this.#high = (Math.imul(this.#high, primeLow) + carry + (mixed << 8)) | 0;
    this.#low = Math.imul(mixed, primeLow);
  }

  addText(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return this.#addUtf8(text.slice(i));
      this.addByte(unit);
    }
  }

  // Apart from ASCII, which is nearly all there is: a buffer for each text would take most of the time.
  #addUtf8(text: string): void {
    for (const byte of Buffer.from(text, 'utf8')) this.addByte(byte);
  }

  toString(): string {
    return hex(this.#high) + hex(this.#low);
  }
}

// JavaScript orders by UTF-16 units, which differs from the order of bytes once there are surrogates.
function byBytes(a: string, b: string): number {
  if (surrogate.test(a) || surrogate.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

function hex(half: number): string {
  return (half >>> 0).toString(16).padStart(8, '0');
}
