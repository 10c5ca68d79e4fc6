import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { Result } from './evaluate.ts';
import { markdown } from './print.ts';

const file = fileURLToPath(new URL('../../docs/evaluation.md', import.meta.url));
const place = /(<!-- evaluated -->\n)[^]*?(<!-- \/evaluated -->)/;

/** Puts the tables into docs/evaluation.md, between their marks. */
export async function writeDocument(results: readonly Result[]): Promise<void> {
  await writeFile(file, withTables(await readFile(file, 'utf8'), markdown(results)));
}

/** The text with what stands between the marks made anew. Throws where there are none. */
export function withTables(text: string, tables: string): string {
  if (!place.test(text)) throw new Error('docs/evaluation.md has no place for the tables');
  return text.replace(place, (_, begin: string, end: string) => `${begin}\n${tables}\n\n${end}`);
}
