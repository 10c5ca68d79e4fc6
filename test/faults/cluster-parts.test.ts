import { describe, expect, it } from 'vitest';

import { chooseFaults } from './harness/choose.ts';
import { crossSlotFaults } from './harness/cross-slot.ts';
import { lanePatterns } from './harness/lane-patterns.ts';
import { Ledger } from './harness/ledger.ts';
import { faultKinds } from './kinds/all.ts';

describe('what the logs tell of keys in several slots', () => {
  const told = [
    "CROSSSLOT Keys in request don't hash to the same slot",
    'ERR Script attempted to access keys that do not hash to the same slot',
    'All the keys in a pipeline command should belong to the same slot',
    'All keys in the pipeline should belong to the same slots allocation group',
  ];

  it.each(told)('is found: %s', (message) => {
    const line = JSON.stringify({ level: 'error', error: message });
    expect(crossSlotFaults(`started\n${line}\nended`)).toEqual([
      '1 log lines tell of keys in several slots',
      line,
    ]);
  });

  it('is nothing where keys only moved, or a master is away', () => {
    const others = ['MOVED 5261 127.0.0.1:7000', 'TRYAGAIN Multiple keys request', 'CLUSTERDOWN'];
    expect(crossSlotFaults(others.join('\n'))).toEqual([]);
  });

  it('is counted whole and shown in part', () => {
    const lines = Array.from({ length: 5 }, (_, i) => `CROSSSLOT ${i}`);
    expect(crossSlotFaults(lines.join('\n'))).toEqual([
      '5 log lines tell of keys in several slots',
      ...lines.slice(0, 3),
    ]);
  });
});

describe('the lanes', () => {
  it('leave no partition without alerts, and are all of other patterns', () => {
    const lanes = lanePatterns(6, 4);
    expect(lanes.map(({ partition }) => partition)).toEqual([0, 1, 2, 3, 0, 1]);
    expect(new Set(lanes.map(({ alertname }) => alertname)).size).toBe(6);
    expect(new Set(lanes.map(({ namespace }) => namespace)).size).toBe(4);
  });
});

describe('a loss of power', () => {
  const sums = { firing: 1, resolved: 0 };

  it('of one master excuses the alerts of its partitions in its last second, and no others', () => {
    const ledger = new Ledger();
    ledger.lostSpans.push({ from: 1000, to: 2000, partitions: [0, 1] });
    for (const [at, partition] of [
      [1500, 0],
      [1500, 2],
      [999, 1],
      [2001, 1],
    ] as const)
      ledger.accepted.push({ at, partition, sums });
    expect(ledger.accepted.map(({ at, partition }) => ledger.isKept(at, partition))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(ledger.keptSums().firing).toBe(3);
  });

  it('of all that there is excuses those of every partition', () => {
    const ledger = new Ledger();
    ledger.lostSpans.push({ from: 1000, to: 2000 });
    expect([0, 3].map((partition) => ledger.isKept(1500, partition))).toEqual([false, false]);
  });
});

describe('the faults of a run', () => {
  const on = (redis: 'single' | 'cluster') => {
    const { kinds, own } = faultKinds(redis);
    return Array.from({ length: 200 }, (_, seed) => chooseFaults(kinds, own, seed));
  };
  const { kinds, own } = faultKinds('cluster');

  it('are on a cluster all that one Redis has, and always one that only a cluster has', () => {
    const single = faultKinds('single').kinds.map(({ name }) => name);
    expect(kinds.map(({ name }) => name)).toEqual([...own.map(({ name }) => name), ...single]);
    expect(on('cluster').filter((chosen) => !chosen.some((kind) => own.includes(kind)))).toEqual([]);
    expect(
      on('single')
        .flat()
        .filter((kind) => own.includes(kind)),
    ).toEqual([]);
  });

  it('are each another one, go together, and come up all', () => {
    for (const chosen of on('cluster')) {
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(new Set(chosen.flatMap(({ plan }) => plan?.sink ?? [])).size).toBeLessThan(2);
      expect(new Set(chosen.flatMap(({ plan }) => plan?.fsync ?? [])).size).toBeLessThan(2);
    }
    expect(new Set(on('cluster').flat()).size).toBe(kinds.length);
  });
});
