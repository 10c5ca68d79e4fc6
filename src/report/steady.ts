import type { Storm } from '../storm/storm.ts';

/**
 * Reads what stands beside a storm. Where an open storm's members are, the pattern's next storm begins the moment this
 * one is sealed: if that happened meanwhile, what was read may be the other's, and is read again where it now stands.
 */
export async function readSteadily<T>(
  find: () => Promise<Storm>,
  read: (storm: Storm) => Promise<T>,
): Promise<T> {
  const storm = await find();
  if (storm.state !== 'open') return read(storm);
  const [first] = await Promise.allSettled([read(storm)]);
  const after = await find();
  if (after.state !== 'open') return read(after);
  if (first.status === 'rejected') throw first.reason;
  return first.value;
}
