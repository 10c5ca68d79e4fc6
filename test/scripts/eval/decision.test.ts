import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { allIncidents, evaluate } from '../../../scripts/eval/evaluate.ts';
import { methods } from '../../../scripts/eval/methods.ts';
import { readIncidents } from '../../../scripts/eval/read.ts';

const folder = fileURLToPath(new URL('../../../scripts/eval/incidents', import.meta.url));
const ours = methods.filter(({ name }) => name.startsWith('Stormfold'));

describe('what Stormfold decides of the recorded incidents', async () => {
  const results = await evaluate(await readIncidents(folder), ours);

  it.each([
    { name: 'Stormfold, with topology', precision: 0.95, recall: 0.9 },
    { name: 'Stormfold, from labels alone', precision: 0.95, recall: 0.85 },
  ])('$name: is precise to $precision, and finds $recall', ({ name, precision, recall }) => {
    const all = results.find(({ incident, method }) => incident === allIncidents && method === name);
    expect(all?.rates.precision).toBeGreaterThanOrEqual(precision);
    expect(all?.rates.recall).toBeGreaterThanOrEqual(recall);
  });

  it('puts nothing together on a calm day', () => {
    const calm = results.filter(({ incident, together }) => incident !== allIncidents && together !== null);
    expect(calm.map(({ method, together }) => [method, together])).toEqual(ours.map(({ name }) => [name, 0]));
  });
});
