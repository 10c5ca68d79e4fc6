import { expect, it } from 'vitest';

import { patternOf } from '../../src/storm/pattern.ts';
import { StoreBench, entry, folded, minute } from '../support/store.ts';

// Since the storm was opened its alert has got another pattern: it comes on another road, which waits for no seal.
it.each([
  { seal: 'in time', after: 6, state: 'sealed', late: 1, fate: 'storm' },
  { seal: 'late', after: 6, state: 'open', late: 1, fate: 'storm' },
  { seal: 'late', after: 4, state: 'open', late: 0, fate: 'drop' },
])(
  'what ends $after minutes after a storm of five opened is judged by that, its seal coming $seal',
  async ({ seal, after, state, late, fate }) => {
    await using bench = new StoreBench({ partitions: 1 }, { whenResolved: 'drop' });
    const { storm } = await bench.fold([entry('api-1')]);
    const id = storm?.id ?? '';
    bench.clock.time += 5 * minute;
    if (seal === 'in time') await bench.store.seal(id);
    bench.clock.time += (after - 5) * minute;
    const moved = patternOf({ alertname: 'Other' });
    const request = await bench.arrive([entry('api-1', { status: 'resolved' })], moved);
    bench.clock.time += 60 * minute;
    const answer = folded(await bench.store.fold(request));
    expect(await bench.store.late(id, answer.late)).toMatchObject({ kind: 'recorded', state });
    await bench.store.late(id, answer.late);
    await bench.store.seal(id);
    await bench.store.late(id, answer.late.slice(0, late));

    expect(await bench.reader.storm(id)).toMatchObject({
      endedLateCount: late,
      resolvedCount: 1 - late,
      fate,
    });
  },
);
