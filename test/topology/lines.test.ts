import { describe, expect, it } from 'vitest';

import { linesOf } from '../../src/topology/cluster/lines.ts';

async function linesIn(...chunks: (string | Buffer)[]): Promise<string[]> {
  const bytes = async function* () {
    yield* chunks.map((chunk) => Buffer.from(chunk));
  };
  const lines: string[] = [];
  for await (const line of linesOf(bytes())) lines.push(line);
  return lines;
}

describe('the lines of a watch', () => {
  it('end where they end, not where a chunk does', async () => {
    expect(await linesIn('{"a":1}\n{"b"', ':2}', '\n', '\n{"c":3}\n')).toEqual([
      '{"a":1}',
      '{"b":2}',
      '{"c":3}',
    ]);
  });

  it('keep a letter that two chunks share', async () => {
    const euro = Buffer.from('"€"\n');
    expect(await linesIn(euro.subarray(0, 2), euro.subarray(2))).toEqual(['"€"']);
  });

  it('count only with their end: what was cut off is no object', async () => {
    expect(await linesIn('{"a":1}\n{"b":')).toEqual(['{"a":1}']);
  });

  it('are refused where one never ends', async () => {
    const chunk = Buffer.alloc(6 * 1024 ** 2, 'x');
    await expect(linesIn(chunk, chunk, chunk)).rejects.toThrow('has no end');
  });
});
