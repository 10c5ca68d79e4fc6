import { join } from 'node:path';
import { expect, it } from 'vitest';

import { baselines } from '../../../scripts/eval/baselines.ts';
import { evaluate } from '../../../scripts/eval/evaluate.ts';
import { readIncidents } from '../../../scripts/eval/read.ts';

const folder = join(process.env['STORMFOLD_FIXTURES'] ?? '', 'incidents');

// alerts, patterns, causes, items, pairs in an item, pairs of a cause, both, mixed, split: as another program counts them.
const expected = {
  '03-bad-rollout, no folding': [27, 11, 4, 27, 0, 234, 0, 0, 2],
  '03-bad-rollout, alertname and namespace': [27, 11, 4, 11, 58, 234, 43, 3, 2],
  '03-bad-rollout, namespace': [27, 11, 4, 3, 300, 234, 234, 1, 0],
  '07-noisy-neighbour, no folding': [42, 28, 4, 42, 0, 704, 0, 0, 2],
  '07-noisy-neighbour, alertname and namespace': [42, 28, 4, 28, 17, 704, 13, 3, 2],
  '07-noisy-neighbour, namespace': [42, 28, 4, 8, 172, 704, 153, 2, 1],
};

it('scores the shared incidents as their own program does', async () => {
  const results = await evaluate(await readIncidents(folder), baselines);
  const found = results
    .filter(({ incident }) => ['03-bad-rollout', '07-noisy-neighbour'].includes(incident))
    .map(({ incident, method, patterns, score: s }) => [
      `${incident}, ${method}`,
      [s.alerts, patterns, s.causes, s.items, s.predictedPairs, s.truePairs, s.hitPairs, s.mixed, s.split],
    ]);
  expect(Object.fromEntries(found)).toEqual(expected);
});
