import { describe, expect, it } from 'vitest';

import { baselines } from '../../../scripts/eval/baselines.ts';
import { withTables } from '../../../scripts/eval/document.ts';
import { evaluate } from '../../../scripts/eval/evaluate.ts';
import { markdown, printed } from '../../../scripts/eval/print.ts';
import { alert, delivery, incidentOf, knownOf, truthOf } from './made.ts';

const calm = incidentOf({ one: ['a'], two: ['b'] });
const storm = knownOf(
  [delivery([alert('a'), alert('b', { namespace: 'ops' })])],
  truthOf({ disk: ['a', 'b'] }),
);

describe('the evaluation', () => {
  it('asks each baseline about each incident, and adds up', async () => {
    const results = await evaluate([calm, storm], baselines);
    const figures = results.map(({ method, score, together }) => [method, score.items, together]);
    expect(figures).toEqual([
      ...[
        ['no folding', 2, 0],
        ['alertname and namespace', 2, 0],
        ['namespace', 1, 2],
      ], // nothing belongs together
      ...[
        ['no folding', 2, null],
        ['alertname and namespace', 2, null],
        ['namespace', 2, null],
      ],
      ...[
        ['no folding', 4, 0],
        ['alertname and namespace', 4, 0],
        ['namespace', 3, 2],
      ],
    ]);
    expect(printed(results)).toContain(
      'Where nothing shares a cause, namespace put 2 alerts together with others.',
    );
  });

  it('of one incident has no sums', async () => {
    expect(await evaluate([storm], baselines)).toHaveLength(3);
  });

  it('is written between the marks of its page', async () => {
    const tables = markdown(await evaluate([calm, storm], baselines));
    expect(tables).toContain('| made     | 2      | 2        | 2      |');
    const page = 'a\n<!-- evaluated -->\nold\n<!-- /evaluated -->\nb\n';
    expect(withTables(page, '$1')).toBe('a\n<!-- evaluated -->\n\n$1\n\n<!-- /evaluated -->\nb\n');
    expect(() => withTables('a', tables)).toThrow('no place for the tables');
  });
});
