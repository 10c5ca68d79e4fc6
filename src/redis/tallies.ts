/** Bytes that a storm keeps of what has become of one member; lua/fold/tallies.lua writes them. */
export const tallyBytes = 10;
const deliveryBytes = 3;
// So that every time that an alert may name, from the year 0 to 9999, is above 0, which stands for none.
const shift = 100_000_000_000_000n;

export interface Tally {
  /** Deliveries beyond the first. */
  readonly repeats: number;
  /** Milliseconds since 1970; undefined while it fires. */
  readonly endsAtMs: number | undefined;
}

/** Reads one member's; bytes that are not there are zeros. */
export function readTally(bytes: Buffer, place: number): Tally {
  const own = Buffer.alloc(tallyBytes);
  bytes.subarray(place * tallyBytes, (place + 1) * tallyBytes).copy(own);
  // Eight bytes from the last one of the deliveries on, without that one.
  const ended = own.readBigUInt64BE(deliveryBytes - 1) & 0xff_ffff_ffff_ffffn;
  return {
    repeats: own.readUIntBE(0, deliveryBytes),
    endsAtMs: ended === 0n ? undefined : Number(ended - shift),
  };
}
