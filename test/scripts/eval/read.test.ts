import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { firingsOf } from '../../../scripts/eval/incident.ts';
import { readIncident, readIncidents } from '../../../scripts/eval/read.ts';
import { alert, delivery, key, truthOf, withPods } from './made.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-eval-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const late = delivery([alert('b'), alert('a')], '/by-namespace', 5);
const early = delivery([alert('a'), alert('Watchdog')], '/by-namespace', 1);
const lines = [late, early, delivery([alert('Watchdog')], '/other', 2)]
  .map((one) => JSON.stringify(one))
  .join('\n');
const whole = {
  'stream.jsonl.gz': gzipSync(lines),
  'truth.json': JSON.stringify(truthOf({ disk: ['a', 'b'] })),
  'topology.json': JSON.stringify(withPods('a', 'b')),
};

async function written(name: string, files: Record<string, string | Buffer>): Promise<string> {
  await mkdir(join(folder, name));
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, name, file), content);
  return join(folder, name);
}

describe('an incident on disk', () => {
  it('is read in the order of arrival, on one path', async () => {
    const { incident, recorded } = await readIncident(await written('01-made', whole));
    expect(incident).toMatchObject({ name: '01-made', path: '/by-namespace', deliveries: [early, late] });
    expect([...firingsOf(incident).keys()]).toEqual([key('a'), key('b')]);
    expect(recorded).toHaveLength(3);
  });

  it('is one of several, by name; a folder without truth is none', async () => {
    await written('02-second', whole);
    await written('01-first', whole);
    await written('notes', {});
    expect((await readIncidents(folder)).map(({ incident }) => incident.name)).toEqual([
      '01-first',
      '02-second',
    ]);
  });

  it.each([
    ['no folder', 'nowhere', /nowhere: there is no such folder$/],
    ['a folder without incidents', '.', /: no folder in it has a truth\.json$/],
  ])('is looked for in vain in %s', async (_, name, message) => {
    await expect(readIncidents(join(folder, name))).rejects.toThrow(message);
  });

  it.each([
    ['stream.jsonl.gz', undefined, 'missing'],
    ['stream.jsonl.gz', '{}', 'not packed with gzip'],
    ['stream.jsonl.gz', gzipSync(`${JSON.stringify(early)}\n{"t_ms": 1`), /line 2: not JSON: /],
    ['stream.jsonl.gz', gzipSync(JSON.stringify({ ...early, t_ms: 'now' })), /line 1: [^]* at t_ms/],
    ['truth.json', '{"causes": {}}', /Invalid input[^]* at unrelated/],
    ['truth.json', '{', 'not JSON: '],
    ['truth.json', JSON.stringify(truthOf({ disk: ['a'] })), /bad: b@\S+ was delivered and has no cause$/],
    [
      'topology.json',
      JSON.stringify({ ...withPods('a', 'b'), nodes: [{ name: 1 }] }),
      / at nodes\[0\]\.name/,
    ],
  ])('has a fault in %s that is told with its path (%#)', async (file, content, message) => {
    const { [file as keyof typeof whole]: _, ...rest } = whole;
    const files: Record<string, string | Buffer> =
      content === undefined ? rest : { ...rest, [file]: content };
    const bad = await written('bad', files);
    await expect(readIncident(bad)).rejects.toThrow(bad);
    await expect(readIncident(bad)).rejects.toThrow(message);
  });
});
