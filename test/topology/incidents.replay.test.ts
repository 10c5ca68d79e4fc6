import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { ownersByPodName } from '../../src/alert/owner-names.ts';
import { factsOf } from '../../src/topology/file/facts.ts';
import { readTopologyFile } from '../../src/topology/file/read.ts';
import { Known } from '../../src/topology/known.ts';

const fixtures = process.env['STORMFOLD_FIXTURES'];
const folder = join(fixtures ?? '', 'incidents');
const incidents = fixtures === undefined ? [] : readdirSync(folder).filter((name) => /^\d/.test(name));

describe.skipIf(fixtures === undefined)('the topologies of recorded incidents', () => {
  it('are there', () => {
    expect(incidents.length).toBeGreaterThan(1);
  });

  it.each(incidents)('%s: tells of every pod what its file does, and names tell owners alike', (incident) => {
    const file = readTopologyFile(join(folder, incident, 'topology.json'));
    const known = new Known({ maxObjects: 10_000, goneForMs: 0 });
    for (const fact of factsOf(file)) known.entries.put(fact);
    expect(file.pods.length).toBeGreaterThan(50);
    for (const { namespace, name, node, owners } of file.pods) {
      const ref = { kind: 'Pod', namespace, name };
      const told = owners.map((owner) => ({ ...owner, namespace }));
      expect(known.surroundingsOf(ref)).toMatchObject({ owners: told, ...(node && { node }) });
      expect([name, ownersByPodName(ref)]).toEqual([name, told]);
    }
  });
});
