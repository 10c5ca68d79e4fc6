import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { firingsOf } from '../../../scripts/eval/incident.ts';
import { readIncident } from '../../../scripts/eval/read.ts';
import { printedReasons } from '../../../scripts/eval/reasons.ts';

const folder = fileURLToPath(new URL('../../../scripts/eval/incidents/01-node-death', import.meta.url));

it('of an incident, each alert is printed once with its cause, why it is in it, and what it really came of', async () => {
  const known = await readIncident(folder);
  const [withTopology = '', fromLabels = '', ...more] = printedReasons(known).split('\n\n');
  expect(more).toEqual([]);
  expect(withTopology.split('\n')[0]).toBe('01-node-death, with topology');
  expect(fromLabels.split('\n')[0]).toBe('01-node-death, from labels alone');
  const alerts = firingsOf(known.incident).size;
  for (const printed of [withTopology, fromLabels]) {
    const [, head = '', ...rows] = printed.split('\n');
    expect(head.split(/ {2,}/).slice(-3)).toEqual(['AFFECTED', 'REASON', 'TRUE CAUSE']);
    expect(rows).toHaveLength(alerts);
    const causes = new Set(
      Object.keys(known.truth.causes).concat(known.truth.unrelated.map((one) => one.causeId)),
    );
    expect(rows.filter((row) => !causes.has(row.trimEnd().split(/ {2,}/).at(-1) ?? ''))).toEqual([]);
  }
  expect(withTopology).toMatch(/ has pods on node \S+, which is down/);
});
