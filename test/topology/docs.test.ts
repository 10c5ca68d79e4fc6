import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

import { watchedKinds } from '../../src/topology/cluster/kinds.ts';
import { topologyFile } from '../../src/topology/file/format.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/topology.md', import.meta.url)), 'utf8');

it('the file in docs/topology.md is one, and has everything that a file may have', () => {
  const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
  const example = parse(yaml) as Record<string, Record<string, unknown>[]>;
  const read = topologyFile.parse(example);
  const keysOf = (lists: object) =>
    Object.fromEntries(
      Object.entries(lists).map(([list, [first]]: [string, object[]]) => [
        list,
        new Set(Object.keys(first ?? {})),
      ]),
    );
  const workloads = read.workloads.map(({ owners, ...rest }) =>
    owners.length > 0 ? { ...rest, owners } : rest,
  );
  expect(keysOf(example)).toEqual(keysOf({ ...read, workloads }));
});

it('docs/topology.md names every kind that is watched', () => {
  const text = page.toLowerCase().replaceAll(/\s+/g, ' ');
  const words = (kind: string) => kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  const missing = watchedKinds.filter(
    ({ kind }) => ![words(kind), kind.toLowerCase()].some((each) => text.includes(each)),
  );
  expect(missing.map(({ kind }) => kind)).toEqual([]);
});
