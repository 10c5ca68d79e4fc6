import { readFileSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { methods } from '../../../scripts/eval/methods.ts';
import { inconsistencies } from '../../../scripts/eval/consistency.ts';
import { evaluate } from '../../../scripts/eval/evaluate.ts';
import { firingsOf } from '../../../scripts/eval/incident.ts';
import { scripts } from '../../../scripts/eval/make/scripts.ts';
import { markdown } from '../../../scripts/eval/print.ts';
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

  it('are in the tables of docs/evaluation.md, with what each method makes of them', async () => {
    const lines = (text: string) => text.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
    const page = lines(readFileSync(new URL('../../../docs/evaluation.md', import.meta.url), 'utf8'));
    const rows = lines(markdown(await evaluate(known, methods))).filter((line) => /^\| [^-]/.test(line));
    expect(rows.length).toBe(scripts.length + methods.length + 2);
    // Written by `npm run eval -- --document`.
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  });

  it('are small', () => {
    const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
      statSync(`${folder}/${file}`),
    );
    expect(sizes.filter(({ size }) => size > 150_000)).toEqual([]);
  });
});
