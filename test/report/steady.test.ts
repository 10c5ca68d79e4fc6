import { expect, it } from 'vitest';

import { readSteadily } from '../../src/report/steady.ts';
import type { Storm, StormState } from '../../src/storm/storm.ts';
import { snapshotOf } from '../support/snapshots.ts';

/** Reads a storm that is in these states when it is looked at, one look after the other; answers what was read where. */
async function reading(looks: StormState[], read: (storm: Storm) => Promise<string>) {
  const seen: StormState[] = [];
  const find = async () => {
    const state = looks.shift() ?? 'discarded';
    seen.push(state);
    return snapshotOf({ storm: { state } }).storm;
  };
  const answer = await readSteadily(find, read).catch((error: unknown) => String(error));
  return { answer, seen };
}

const told = async ({ state }: Storm) => `read where it is ${state}`;
const missingWhereOpen = async (storm: Storm) => {
  if (storm.state === 'open') throw new RangeError('members are missing');
  return told(storm);
};

it.each<[StormState[], typeof told, string]>([
  [['sealed'], told, 'read where it is sealed'],
  [['open', 'open'], told, 'read where it is open'],
  [['open', 'sealed'], told, 'read where it is sealed'],
  [['open', 'submitted'], missingWhereOpen, 'read where it is submitted'],
  [['open', 'open'], missingWhereOpen, 'RangeError: members are missing'],
])('a storm that is %j when it is looked at', async (looks, read, answer) => {
  expect(await reading([...looks], read)).toEqual({ answer, seen: looks });
});
