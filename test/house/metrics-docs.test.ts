import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { described, exposed } from '../deploy/promql.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(root + path, 'utf8');
const ours = described.filter(({ name }) => name.startsWith('stormfold_'));
const sharedTail = ' Shared by all processes of the instance.';

/** The rows of a page's tables that are about a metric: name, type, labels, meaning. */
function rowsOf(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('| `stormfold_'));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function rowOf({ name, type, labelNames = [], help }: (typeof described)[number]): string[] {
  const labels = labelNames.map((label) => `\`${label}\``).join(', ');
  return [`\`${name}\``, type, labels, help.replace(sharedTail, '')];
}

const page = read('docs/metrics.md');
const [shared = '', own = ''] = page.split('## What each process tells of itself');

describe('docs/metrics.md', () => {
  it('has every metric that the code registers, with its type, its labels and what it means', () => {
    const [kept, others] = [true, false].map((is) =>
      ours.filter(({ help }) => help.includes(sharedTail) === is),
    );
    expect(rowsOf(shared)).toEqual(kept?.map(rowOf));
    expect(rowsOf(own)).toEqual(others?.map(rowOf));
  });
});

describe('the documents', () => {
  const documents = [
    ...['README.md', 'CHANGELOG.md', 'deploy/README.md'],
    ...readdirSync(`${root}docs`)
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];

  it('name only metrics that there are', () => {
    const known = new Set([...exposed.keys(), ...ours.map(({ name }) => name)]);
    const named = documents.flatMap((file) => {
      return [...read(file).matchAll(/\bstormfold_[a-z_]+\b/g)].map(([name]) => `${file}: ${name}`);
    });
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((each) => !known.has(each.split(': ')[1] ?? ''))).toEqual([]);
  });
});
