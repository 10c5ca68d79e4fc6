import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { fateNow } from '../../src/storm/fate.ts';
import { patternOf } from '../../src/storm/pattern.ts';
import type { StormTerms } from '../../src/storm/terms.ts';
import { StoreBench, entry, minute, noon, plainTerms } from '../support/store.ts';

const terms: fc.Arbitrary<Partial<StormTerms>> = fc.record(
  {
    minAlerts: fc.constantFrom(1, 2, 5, 150),
    below: fc.constantFrom('submit', 'each', 'drop'),
    whenResolved: fc.constantFrom('submit', 'drop'),
  },
  { requiredKeys: [] },
);
const counts = fc.constantFrom(1, 2, 4, 5, 100, 101, 150);

it('what is foretold of an open storm is what the seal decides', async () => {
  await using bench = new StoreBench();
  let number = 0;
  const seen = new Set<string>();
  const check = async (changes: Partial<StormTerms>, count: number, share: number) => {
    bench.terms = { ...plainTerms, ...changes };
    const pattern = patternOf({ alertname: `A${number++}` });
    const pods = Array.from({ length: count }, (_, i) => `${i}-${number}`);
    const { storm } = await bench.fold(
      pods.map((pod) => entry(pod)),
      pattern,
    );
    const ended = pods.slice(0, Math.round(count * share));
    if (ended.length > 0)
      await bench.fold(
        ended.map((pod) => entry(pod, { status: 'resolved', endsAt: noon + minute })),
        pattern,
      );
    const id = storm?.id ?? '';
    const open = await bench.reader.storm(id);
    await bench.store.seal(id, true);
    const sealed = await bench.reader.storm(id);
    expect(open && fateNow(open)).toBe(sealed?.fate);
    seen.add(sealed?.fate ?? '');
  };
  const shares = fc.constantFrom(0, 0.5, 1);
  await fc.assert(fc.asyncProperty(terms, counts, shares, check), { numRuns: 150, seed: 20_261_127 });
  expect([...seen].sort()).toEqual(['below', 'drop', 'each', 'storm']);
});
