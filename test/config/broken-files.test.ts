import { describe, expect, it } from 'vitest';

import { token } from './broken-files/broken-file.ts';
import { matched } from './broken-files/matched.ts';
import { names } from './broken-files/names.ts';
import { numbers } from './broken-files/numbers.ts';
import { shapes } from './broken-files/shapes.ts';
import { times } from './broken-files/times.ts';
import { yamlFaults } from './load.ts';

const files = [...shapes, ...names, ...matched, ...numbers, ...times];

describe('a file with several faults', () => {
  it.each(files)('$name: all are listed, each with its place', ({ yaml, faults }) => {
    expect(yamlFaults(yaml.trimStart())).toEqual(faults);
    expect(faults.length).toBeGreaterThan(1);
  });

  it.each(files)('$name: its token is in no message', ({ yaml }) => {
    expect(yaml).toContain(token);
    expect(yamlFaults(yaml.trimStart()).join('\n')).not.toContain(token);
  });
});
