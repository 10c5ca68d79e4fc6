import { describe, expect, it } from 'vitest';

import { partitionOf } from '../../src/storm/pattern.ts';
import { StoreBench, entry, minute, noon, shop } from '../support/store.ts';

const ended = (pod: string, endsAt = noon + minute) => entry(pod, { status: 'resolved', endsAt });

/** The pattern's open keys. */
function openKeys({ keys, settings }: StoreBench) {
  return keys.partition(partitionOf(shop.hash, settings.partitions)).open(shop.hash);
}

/** `api-1 2 times until 1`, of the storm that is open. */
async function look(bench: StoreBench, id: string | undefined) {
  const storm = await bench.reader.storm(id ?? '');
  if (!storm) throw new Error('no such storm');
  const { members } = await bench.reader.members(storm, 0, 100);
  const until = (endsAt?: string) => (endsAt ? ` until ${(Date.parse(endsAt) - noon) / minute}` : '');
  return {
    counts: [storm.deliveryCount, storm.resolvedCount],
    members: members.map((m) => `${m.resource.name} ${m.deliveries} times${until(m.endsAt)}`),
  };
}

describe('what has become of a member', () => {
  it('stands at its place, whichever members were sent again or ended, and after the seal', async () => {
    await using bench = new StoreBench();
    const { storm } = await bench.fold(['a', 'b', 'c', 'd'].map((pod) => entry(pod)));
    await bench.fold([entry('d'), entry('b'), ended('d'), entry('d'), ended('d'), ended('a')]);
    await bench.fold([ended('a', noon + 2 * minute)]);
    const told = {
      counts: [11, 2],
      members: ['a 3 times until 1', 'b 2 times', 'c 1 times', 'd 5 times until 1'],
    };
    expect(await look(bench, storm?.id)).toEqual(told);
    await bench.store.seal(storm?.id ?? '', true);

    expect(await look(bench, storm?.id)).toEqual(told);
    expect(await bench.redis.exists(openKeys(bench).tallies)).toBe(0);
  });

  it.each(['0001-01-01T00:00:01Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'])(
    'has an end at %s',
    async (time) => {
      await using bench = new StoreBench();
      const at = Date.parse(time);
      const { storm } = await bench.fold([entry('a', { startsAt: at })]);
      await bench.fold([entry('a', { startsAt: at, status: 'resolved', endsAt: at })]);
      const { members } = await look(bench, storm?.id);

      expect(members).toEqual([`a 2 times until ${(at - noon) / minute}`]);
    },
  );

  it('takes ten bytes', async () => {
    await using bench = new StoreBench();
    await bench.fold(['a', 'b', 'c'].map((pod) => entry(pod)));
    await bench.fold(['c', 'b', 'a'].map((pod) => ended(pod)));

    expect(await bench.redis.strlen(openKeys(bench).tallies)).toBe(30);
  });

  it('is read beside what an older version noted, and an end that it noted is not counted again', async () => {
    await using bench = new StoreBench();
    const { storm } = await bench.fold([entry('a'), entry('b')]);
    const { record, repeats, resolved } = openKeys(bench);
    await bench.redis.hset(repeats, '0', 3);
    await bench.redis.hset(resolved, '0', noon + minute);
    await bench.redis.hincrby(record, 'deliveryCount', 3);
    await bench.redis.hincrby(record, 'resolvedCount', 1);
    await bench.fold([ended('a', noon + 2 * minute), entry('b')]);

    expect(await look(bench, storm?.id)).toEqual({
      counts: [7, 1],
      members: ['a 5 times until 1', 'b 2 times'],
    });
  });

  it('has an end once at the seal, where an older version counted it again', async () => {
    await using bench = new StoreBench({}, { whenResolved: 'drop' });
    const { storm } = await bench.fold([entry('a'), entry('b'), entry('c')]);
    await bench.fold([ended('a')]);
    const { record, resolved } = openKeys(bench);
    await bench.redis.hset(resolved, '0', noon + minute, '1', noon + minute);
    await bench.redis.hincrby(record, 'resolvedCount', 2);
    await bench.store.seal(storm?.id ?? '', true);

    expect(await bench.reader.storm(storm?.id ?? '')).toMatchObject({ resolvedCount: 2, fate: 'storm' });
  });

  it('is not what an older version left of the storm before', async () => {
    await using bench = new StoreBench();
    const first = await bench.fold([entry('a')]);
    await bench.store.seal(first.storm?.id ?? '', true);
    // It sealed without renaming what it did not know.
    await bench.redis.set(openKeys(bench).tallies, Buffer.alloc(30, 1));
    const { storm } = await bench.fold([entry('b'), entry('c')]);
    expect((await look(bench, storm?.id)).members).toEqual(['b 1 times', 'c 1 times']);
    await bench.fold([ended('c')]);

    expect(await look(bench, storm?.id)).toEqual({
      counts: [3, 1],
      members: ['b 1 times', 'c 2 times until 1'],
    });
  });

  it.each([false, true])('is not told again by another road, sealed meanwhile: %s', async (sealed) => {
    await using bench = new StoreBench();
    const { storm } = await bench.fold([entry('a')]);
    const id = storm?.id ?? '';
    await bench.fold([ended('a')]);
    if (sealed) await bench.store.seal(id, true);
    await bench.store.late(id, [{ kind: 'ended', id, ordinal: 0, text: String(noon + minute), at: noon }]);

    expect(await bench.reader.storm(id)).toMatchObject({ resolvedCount: 1, endedLateCount: 0 });
  });
});
