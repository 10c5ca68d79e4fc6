import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { program } from '../../src/cli/program.ts';
import { settings, settingsMarkdown } from '../../src/config.ts';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const readme = read('README.md');
const manifest = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
};

describe('the README', () => {
  it('names only npm scripts that exist', () => {
    const named = [...readme.matchAll(/npm (?:run (?:-s )?)?([a-z:]+)/g)].map(([, name = '']) => name);
    const npmsOwn = ['install', 'pack'];
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in manifest.scripts) && !npmsOwn.includes(name))).toEqual([]);
  });

  it('names only commands that the command line has', () => {
    const lines = [...readme.matchAll(/(?:stormfold --|`stormfold) ([a-z]+)(?: ([a-z]+))?/g)];
    const known = program().commands;
    const wrong = lines.filter(([, name = '', member = '']) => {
      const command = known.find((c) => c.name() === name);
      return !command || (command.commands.length > 0 && !command.commands.some((c) => c.name() === member));
    });
    expect(lines.length).toBeGreaterThan(8);
    expect(wrong.map(([text]) => text)).toEqual([]);
  });

  it('says of every dependency why it is there', () => {
    const told = readme.slice(readme.indexOf('## What it is built on'));
    const names = Object.keys(manifest.dependencies).map((name) => name.replace('@bull-board/', ''));
    expect(names.filter((name) => !told.includes(name))).toEqual([]);
  });

  it('names only settings that exist', () => {
    const known = new Set(settings.map(({ variable }) => variable));
    const named = new Set(readme.match(/\b(?:STORMFOLD_[A-Z_]+|REDIS_URL)\b/g));
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('docs/settings.md', () => {
  it('has the table of the settings that the code reads', () => {
    expect(read('docs/settings.md')).toContain(settingsMarkdown().trim());
  });
});

describe('the packages', () => {
  it('are pinned', () => {
    expect(Object.values(manifest.dependencies).filter((version) => !/^\d/.test(version))).toEqual([]);
  });
});
