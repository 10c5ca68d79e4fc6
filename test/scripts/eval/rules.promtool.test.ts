import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { rulesFile } from '../../../scripts/eval/make/rules.ts';
import { scripts } from '../../../scripts/eval/make/scripts.ts';
import { Program, programOnPath } from '../../support/program.ts';

const promtool = programOnPath('promtool');

describe.skipIf(!promtool)('the rules of the incidents, to promtool', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stormfold-rules-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(scripts.map(({ name, conventions }) => [name, conventions] as const))(
    'of %s are valid',
    async (name, c) => {
      const file = join(folder, `${name}.json`);
      // JSON is YAML.
      await writeFile(file, JSON.stringify(rulesFile(c)));
      await using program = new Program(promtool ?? '', ['check', 'rules', '--lint=none', file]);
      expect([await program.ended(), program.output]).toEqual([
        0,
        expect.stringContaining('SUCCESS: 41 rules found'),
      ]);
    },
  );
});
