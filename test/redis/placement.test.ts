import { Command } from 'ioredis';
import { expect, it } from 'vitest';

import { fullest } from '../../src/redis/memory.ts';
import { keysFor } from '../../src/redis/keys.ts';
import { spread } from '../../src/redis/placement.ts';

const masters = ['a:1', 'b:1', 'c:1'];

/** As three masters with a third of the slots each have it. */
function ownerIn(prefix: string) {
  return (partition: number) => {
    const slot = new Command('exists', [keysFor(prefix).partition(partition).counters]).getSlot() ?? 0;
    return masters[Math.floor((slot * masters.length) / 16_384)];
  };
}

it('the four partitions of an instance that nobody renamed are on all three masters', () => {
  expect(spread(masters, ownerIn('stormfold'), 4)).toEqual({
    masters: { 'a:1': [0, 1], 'b:1': [3], 'c:1': [2] },
    idle: [],
    partitionsToUse: undefined,
  });
});

it('of too few partitions it is said which master is left over, and how many would do', () => {
  expect(spread(masters, ownerIn('stormfold'), 2)).toEqual({
    masters: { 'a:1': [0, 1], 'b:1': [], 'c:1': [] },
    idle: ['b:1', 'c:1'],
    partitionsToUse: 4,
  });
});

it('a master without any slot has no number of partitions that would do', () => {
  const { idle, partitionsToUse } = spread([...masters, 'd:1'], ownerIn('stormfold'), 4);
  expect([idle, partitionsToUse]).toEqual([['d:1'], undefined]);
});

it('as full as the fullest master is all of a cluster; one without a limit never is', () => {
  const [roomy, full, unlimited] = [
    { used: 50, max: 100 },
    { used: 9, max: 10 },
    { used: 10_000, max: 0 },
  ];
  expect(fullest([roomy, full, unlimited])).toEqual(full);
  expect(fullest([unlimited, { used: 20_000, max: 0 }])).toEqual({ used: 20_000, max: 0 });
});
