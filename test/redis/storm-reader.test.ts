import { expect, it } from 'vitest';

import { StoreBench, entry } from '../support/store.ts';

it('the manifest that was written down first stays, whoever writes another, and each is told so', async () => {
  await using bench = new StoreBench();
  const { storm } = await bench.fold([entry('api-1')]);
  const id = storm?.id ?? '';
  const told = [await bench.reader.keepManifest(id, 'first'), await bench.reader.keepManifest(id, 'second')];

  expect(told).toEqual(['first', 'first']);
  expect(await bench.reader.manifest(id)).toBe('first');
});
