import { describe, expect, it } from 'vitest';

import { StoreBench, entry, minute, noon } from '../support/store.ts';
import { expiring, lookAt, openStorm, at } from './expiring.ts';

describe('an alert that says when it will have ended', () => {
  // Workers that were away must not turn alerts that were renewed meanwhile into ended ones.
  it.each([5, 65])(
    'has ended then, whether its storm is sealed %i minutes after it opened',
    async (after) => {
      await using bench = new StoreBench();
      const id = await openStorm(bench, [
        ...[expiring('api-1', 1), expiring('api-2', 5), expiring('api-3', 5.001), entry('api-4')],
      ]);
      bench.clock.time = noon + after * minute;
      await bench.store.seal(id);

      expect(await lookAt(bench, id)).toEqual({
        counts: { state: 'sealed', alertCount: 4, resolvedCount: 2, expiredCount: 2, endedLateCount: 0 },
        members: ['api-1 until 1', 'api-2 until 5', 'api-3', 'api-4'],
      });
    },
  );

  it.each([
    ['later', [expiring('api-1', 9)], 'api-1'],
    ['earlier, as the slower of two senders would', [expiring('api-1', 0.5)], 'api-1 until 1'],
    ['without an end', [entry('api-1')], 'api-1'],
    ['without an end, and then with one', [entry('api-1'), expiring('api-1', 3)], 'api-1 until 3'],
    ['as ended', [entry('api-1', { status: 'resolved', endsAt: at(2) })], 'api-1 until 2'],
    [
      'as ended, and once more by who had not heard of it',
      [entry('api-1', { status: 'resolved', endsAt: at(2) }), expiring('api-1', 3)],
      'api-1 until 2',
    ],
  ])('and is sent again %s, goes by that', async (_, again, member) => {
    await using bench = new StoreBench();
    const id = await openStorm(bench, [expiring('api-1', 1), entry('api-2')]);
    const { sums } = await bench.fold(again);
    expect(sums.repeated + sums.resolved).toBe(again.length);
    bench.clock.time = at(5);
    await bench.store.seal(id);
    const { counts, members } = await lookAt(bench, id);

    expect(members).toEqual([member, 'api-2']);
    expect(counts).toMatchObject({ resolvedCount: member.includes('until') ? 1 : 0 });
  });

  it.each([
    ['repeated', 'began when it did', noon],
    ['repeated', 'does not say when it began', null],
    ['refired', 'began later', at(1.5)],
  ] as const)('is %s where it comes again after that and %s', async (outcome, _, startsAt) => {
    await using bench = new StoreBench();
    const id = await openStorm(bench, [expiring('api-1', 1)]);
    bench.clock.time = at(2);
    const { sums } = await bench.fold([entry('api-1', { startsAt, endsAt: at(6) })]);
    bench.clock.time = at(5);
    await bench.store.seal(id);

    expect(sums).toMatchObject({ repeated: 0, refired: 0, [outcome]: 1 });
    expect((await lookAt(bench, id)).members).toEqual(
      outcome === 'repeated' ? ['api-1'] : ['api-1 until 1', 'api-1'],
    );
  });

  it.each([
    ['fewer fire than are asked for', { minAlerts: 2, below: 'drop' }, [expiring('api-2', 1)], 'drop'],
    ['as many fire as are asked for', { minAlerts: 2, below: 'drop' }, [expiring('api-2', 6)], 'storm'],
    ['one fires', { whenResolved: 'drop' }, [expiring('api-2', 1)], 'storm'],
  ] as const)('counts as ended where its rule asks whether %s', async (_, terms, others, fate) => {
    await using bench = new StoreBench({}, terms);
    const id = await openStorm(bench, [entry('api-1'), ...others]);
    bench.clock.time = at(5);
    await bench.store.seal(id);

    expect(await bench.reader.storm(id)).toMatchObject({ fate });
  });

  it('leaves a storm in which nothing fires any more, to be dropped where its rule says so', async () => {
    await using bench = new StoreBench({}, { whenResolved: 'drop' });
    const id = await openStorm(bench, [expiring('api-1', 1), expiring('api-2', 5)]);
    bench.clock.time = at(60);
    await bench.store.seal(id);

    expect(await bench.reader.storm(id)).toMatchObject({ fate: 'drop', resolvedCount: 2 });
  });

  it('has not ended in a storm that is sealed by force before that', async () => {
    await using bench = new StoreBench();
    const id = await openStorm(bench, [expiring('api-1', 1), expiring('api-2', 3)]);
    bench.clock.time = at(2);
    await bench.store.seal(id, true);
    bench.clock.time = at(10);

    expect((await lookAt(bench, id)).members).toEqual(['api-1 until 1', 'api-2']);
  });

  it.each([
    [0.5, 0, ['api-1', 'api-2', 'api-3']],
    [3, 1, ['api-1 until 1', 'api-2', 'api-3']],
    // Past its deadline, where it only waits for its seal.
    [60, 2, ['api-1 until 1', 'api-2 until 5', 'api-3']],
  ])('shows as ended in an open storm, %d minutes after that opened', async (after, ended, members) => {
    await using bench = new StoreBench();
    const id = await openStorm(bench, [expiring('api-1', 1), expiring('api-2', 5), expiring('api-3', 6)]);
    bench.clock.time = at(after);

    expect(await lookAt(bench, id)).toEqual({
      counts: { state: 'open', alertCount: 3, resolvedCount: ended, expiredCount: ended, endedLateCount: 0 },
      members,
    });
  });
});

describe('alerts that say nothing of it', () => {
  it('cost nothing more: there is no key, and nothing in the record', async () => {
    await using bench = new StoreBench();
    const id = await openStorm(bench, [entry('api-1'), entry('api-2')]);
    await bench.fold([entry('api-1'), entry('api-2', { status: 'resolved', endsAt: at(1) })]);
    bench.clock.time = at(5);
    await bench.store.seal(id);

    expect(await bench.redis.keys(`{${bench.prefix}*:expires`)).toEqual([]);
    expect(await bench.reader.storm(id)).not.toHaveProperty('expiredCount');
  });

  it('do not take what the version before left of another storm for theirs', async () => {
    await using bench = new StoreBench();
    const left = await openStorm(bench, [expiring('api-1', 1), expiring('api-2', 1)]);
    const [key = ''] = await bench.redis.keys(`{${bench.prefix}*:expires`);
    bench.clock.time = at(5);
    await bench.store.seal(left);
    await bench.redis.zadd(key, at(1), '0', at(1), '1');
    const { storm } = await bench.fold([entry('api-3'), entry('api-4'), expiring('api-5', 6)]);
    bench.clock.time = at(10);
    await bench.store.seal(storm?.id ?? '');

    expect((await lookAt(bench, storm?.id ?? '')).members).toEqual(['api-3', 'api-4', 'api-5 until 6']);
  });
});
