import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { isSettled, stormStates } from '../../src/storm/storm.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/internals.md'), 'utf8');
const section = page.slice(page.indexOf('## The states of a storm'), page.indexOf('## The actors'));
const scripts = readdirSync(join(root, 'lua'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.lua'))
  .sort();
const sourceOf = (script: string) => readFileSync(join(root, 'lua', script), 'utf8');

/** Each place in lua/ that writes a storm's state: `<script>: <what is written>`. */
function writes(): string[] {
  return scripts.flatMap((script) => {
    const calls = [...sourceOf(script).matchAll(/redis\.call\('HSET',([^]*?)\)\n/g)];
    const written = calls.flatMap(([, args = '']) => /'state', ('?\w+'?)/.exec(args)?.[1] ?? []);
    return written.map((state) => `${script}: ${state}`);
  });
}

/** What a table of `settle` holds: each key of it, with the names in its braces. */
function tableOf(name: string): [key: string, names: string[]][] {
  const body = new RegExp(`local ${name} = \\{([^]*?)\\n\\}|local ${name} = \\{(.*)\\}`).exec(
    sourceOf('settle.lua'),
  );
  const entries = [...(body?.[1] ?? body?.[2] ?? '').matchAll(/(\w+) = (?:\{ (.*?) \}|true)/g)];
  return entries.map(([, key = '', inner = '']) => [
    key,
    [...inner.matchAll(/(\w+) = true/g)].map(([, before = '']) => before),
  ]);
}

const settled = tableOf('MAY_FOLLOW').flatMap(([to, before]) => before.map((from) => `${from} > ${to}`));
/** Every change of state that the scripts make, with the script that makes it. */
const made = [
  '[*] > open by carry',
  '[*] > open by fold',
  '[*] > sealed by divide',
  'open > sealed by seal',
  ...settled.map((edge) => `${edge} by settle`),
].sort();
const final = tableOf('FINAL').map(([state]) => state);

const picture = /```mermaid\nstateDiagram-v2\n([^]*?)```/.exec(section)?.[1] ?? '';
const arrows = picture.split('\n').filter((line) => line.trim() !== '');
const [, ...rows] = section.matchAll(/^\| (\w+) +\| (\w+) +\| (.*?) +\|$/gm);

describe('the scripts', () => {
  // What is taken for granted below: `fold` and `carry` open, `divide` makes storms that are sealed, `seal` seals what is
  // open, and all else is `settle`.
  it('write the state of a storm in five places', () => {
    expect(writes()).toEqual([
      "carry.lua: 'open'",
      "divide.lua: 'sealed'",
      "fold/open.lua: 'open'",
      "seal.lua: 'sealed'",
      'settle.lua: outcome',
    ]);
  });

  it('make changes between all states that the code knows', () => {
    const named = made.flatMap((edge) => edge.split(' by ')[0]?.split(' > ') ?? []);
    expect([...new Set(named)].filter((state) => state !== '[*]').sort()).toEqual([...stormStates].sort());
  });

  it('call final what the code calls settled', () => {
    expect([...final].sort()).toEqual(stormStates.filter((state) => isSettled({ state })).sort());
  });
});

describe('docs/internals.md', () => {
  const read = arrows.map((line) => /^ +(\S+) --> (\S+?)(?:: (\w+).*)?$/.exec(line) ?? [line, '?', '?', '?']);
  const edges = read.map(([, from = '', to = '', by]) => ({ from, to, by }));

  it('has a picture of every change that the scripts make, and of no other', () => {
    const drawn = edges
      .filter(({ to }) => to !== '[*]')
      .map(({ from, to, by }) => `${from} > ${to} by ${by}`);
    expect(drawn.sort()).toEqual(made);
  });

  it('draws the end of every final state, and of no other', () => {
    const ends = edges.filter(({ to }) => to === '[*]').map(({ from }) => from);
    expect(ends.sort()).toEqual([...final].sort());
  });

  it('says in its table what each change comes of', () => {
    const changes = made.filter((edge) => !edge.startsWith('[*]')).map((edge) => edge.split(' by ')[0]);
    expect(rows.map(([, from, to]) => `${from} > ${to}`).sort()).toEqual(changes);
    expect(rows.filter(([, , , by = '']) => by === '')).toEqual([]);
  });
});
