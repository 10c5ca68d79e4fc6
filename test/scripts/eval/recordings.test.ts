import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { inconsistencies } from '../../../scripts/eval/consistency.ts';
import { firingsOf } from '../../../scripts/eval/incident.ts';
import { scripts } from '../../../scripts/eval/make/scripts.ts';
import { readIncidents } from '../../../scripts/eval/read.ts';

const folder = fileURLToPath(new URL('../../../scripts/eval/incidents', import.meta.url));
const known = await readIncidents(folder);

describe('the recorded incidents', () => {
  it('are those that have a script', () => {
    expect(known.map(({ incident }) => incident.name)).toEqual(scripts.map(({ name }) => name).toSorted());
  });

  it.each(known.map((one) => [one.incident.name, one] as const))('%s is consistent', (_, one) => {
    expect(inconsistencies(one)).toEqual([]);
  });

  it.each(known.map((one) => [one.incident.name, one] as const))(
    '%s has alerts beside it',
    (_, { truth }) => {
      const beside = Object.values(truth.causes).filter(({ background }) => background).length;
      expect(beside + truth.unrelated.length).toBeGreaterThanOrEqual(3);
    },
  );

  it('have a calm day, of which nothing belongs together', () => {
    const calm = known.find(({ incident }) => incident.name === '15-calm-day');
    expect(calm?.truth.causes).toEqual({});
    expect(calm && firingsOf(calm.incident).size).toBeGreaterThanOrEqual(15);
  });

  it('do not share conventions', () => {
    const shapes = scripts.map(({ conventions }) => JSON.stringify(conventions));
    expect(new Set(shapes).size).toBe(scripts.length);
  });

  it('are small', () => {
    const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
      statSync(`${folder}/${file}`),
    );
    expect(sizes.filter(({ size }) => size > 150_000)).toEqual([]);
  });
});
