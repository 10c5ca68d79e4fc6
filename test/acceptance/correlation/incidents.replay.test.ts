import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { firingsOf } from '../../../scripts/eval/incident.ts';
import { readIncident } from '../../../scripts/eval/read.ts';
import { ratesOf, scoreOf } from '../../../scripts/eval/score.ts';
import { play } from './play.ts';

const folder = join(process.env['STORMFOLD_FIXTURES'] ?? '', 'incidents');
const names = ['03-bad-rollout', '07-noisy-neighbour'];

describe.each(names)('%s, played to a whole service', (name) => {
  it.each(['with its topology', 'from labels alone'])(
    'makes one resource of each cause, with every alert in exactly one, %s',
    async (how) => {
      const known = await readIncident(join(folder, name));
      const file = how === 'with its topology' ? join(folder, name, 'topology.json') : undefined;
      const { items, members, resources } = await play(known.incident, file);

      expect(items.flat().toSorted()).toEqual([...firingsOf(known.incident).keys()].toSorted());
      expect(resources.flatMap(({ spec }) => spec.members).toSorted()).toEqual(items.flat().toSorted());
      expect(members.filter(({ alertname, reason }) => !alertname || !reason)).toEqual([]);
      const { precision, recall } = ratesOf(scoreOf(known, items));
      process.stdout.write(
        `${name} ${how}: ${items.length} items, ${precision.toFixed(3)}, ${recall.toFixed(3)}\n`,
      );
      expect(precision).toBeGreaterThanOrEqual(0.95);
      expect(recall).toBeGreaterThanOrEqual(file ? 0.9 : 0.6);
    },
  );
});
