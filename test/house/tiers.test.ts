import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { type Tier, tiers } from '../../scripts/tiers.ts';

const folder = fileURLToPath(new URL('../', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) =>
  f.endsWith('.test.ts'),
);
const needs = (file: string, { suffix }: Tier) => suffix !== undefined && file.endsWith(`.${suffix}.test.ts`);

/** The tiers that run a file: that of its suffix, else that of its folder. */
function tiersOf(file: string): string[] {
  const special = tiers.filter((tier) => needs(file, tier));
  const byFolder = tiers.filter(({ folders = [] }) => folders.some((f) => file.startsWith(`${f}/`)));
  return (special.length > 0 ? special : byFolder).map(({ name }) => name);
}

describe('the tiers', () => {
  it('run every test file exactly once: a folder that no tier names would never be run, and look green', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => tiersOf(file).length !== 1)).toEqual([]);
  });
});
