import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { readScripts, scriptNames } from '../../src/redis/scripts.ts';

const folder = fileURLToPath(new URL('../../lua/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.lua'));

/** The numbers that a contract names under KEYS or ARGV: `1-5` is five of them, `6..` is 6 and all that follow. */
function declared(header: string, section: 'KEYS' | 'ARGV'): { numbers: Set<number>; open: boolean } {
  const text = new RegExp(`^${section}([\\s\\S]*?)(?=^(?:KEYS|ARGV|Returns))`, 'm').exec(header)?.[1] ?? '';
  const numbers = new Set<number>();
  let open = false;
  for (const [, from, to, dots] of text.matchAll(/^\s+(\d+)(?:-(\d+)|(\.\.))?\s/gm)) {
    for (let n = Number(from); n <= Number(to ?? from); n++) numbers.add(n);
    open ||= dots !== undefined;
  }
  return { numbers, open };
}

/** The numbers that the code takes out of KEYS or ARGV by a literal. */
function used(code: string, section: 'KEYS' | 'ARGV'): number[] {
  return [...code.matchAll(new RegExp(`${section}\\[(\\d+)\\]`, 'g'))].map(([, n]) => Number(n));
}

describe.each(files)('lua/%s', (file) => {
  const text = readFileSync(folder + file, 'utf8');
  const header = /^--\[\[([\s\S]*?)\]\]/.exec(text)?.[1] ?? '';
  const code = text.slice(header.length + 6);

  it('is one of the scripts that are loaded', () => {
    expect(scriptNames.map((name) => `${name}.lua`)).toContain(file);
  });

  it('opens with its contract', () => {
    expect(header.trim().startsWith(`${file.replace('.lua', '')}: `)).toBe(true);
    for (const part of ['Atomic, because: ', 'KEYS', 'ARGV', 'Returns', 'Cost O('])
      expect(header).toContain(part);
  });

  it.each(['KEYS', 'ARGV'] as const)('declares every one of its %s, and no other', (section) => {
    const { numbers, open } = declared(header, section);
    const highest = Math.max(...numbers);
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: highest }, (_, i) => i + 1));
    expect(used(code, section).filter((n) => !numbers.has(n) && !open)).toEqual([]);
  });

  it('builds no key of its own', () => {
    expect(code).not.toMatch(/redis\.call\(\s*'[A-Z]+',\s*['"]/);
  });

  it('has no globals', () => {
    expect(code.match(/^function /gm)).toBeNull();
  });
});

describe('the scripts', () => {
  it('are read whole', () => {
    expect(Object.keys(readScripts()).sort()).toEqual([...scriptNames].sort());
  });
});
