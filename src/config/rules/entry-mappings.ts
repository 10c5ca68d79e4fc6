import { isMapping } from '../file.ts';
import { type Keys, pathOf } from '../keys.ts';
import { nearest, nearestOrKnown } from '../../nearest.ts';
import type { SettingsReader } from '../reader.ts';

/** A list of mappings that only the file can hold. */
export interface MappingList {
  readonly keys: Keys;
  readonly known: readonly string[];
  /** What an entry is, for people. */
  readonly entry: string;
  /** What is wrong with a key that is none of these, where there is more to say than which is near. */
  readonly explain?: (key: string) => string | undefined;
}

/** The places of a list's entries that are mappings, whatever is in them. Tells of all else, and of unknown keys. */
export function entryMappings(reader: SettingsReader, list: MappingList): readonly Keys[] {
  const raw = reader.rawAt(list.keys);
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) {
    reader.complain(list.keys, `is not a list, each entry of which is ${list.entry}`);
    return [];
  }
  return raw.map((_, index) => [...list.keys, index]).filter((keys) => isEntry(reader, keys, list));
}

/** Tells of a key that is missing, unless a misspelt one was told of in its place. */
export function requireKey(
  reader: SettingsReader,
  entry: Keys,
  key: string,
  { known }: MappingList,
  why = '',
): void {
  if (reader.rawAt([...entry, key]) !== undefined) return;
  const others = Object.keys(Object(reader.rawAt(entry))).filter((each) => !known.includes(each));
  const isMisspelt = others.some((other) => nearest(other, known).includes(key));
  if (!isMisspelt) reader.complain([...entry, key], `is missing${why}`);
}

function isEntry(reader: SettingsReader, keys: Keys, { known, entry, explain }: MappingList): boolean {
  const raw = reader.rawAt(keys);
  if (!isMapping(raw)) {
    reader.complain(keys, `is not ${entry}`);
    return false;
  }
  for (const key of Object.keys(raw).filter((each) => !known.includes(each))) {
    const problem = `unknown key \`${key}\`${explain?.(key) ?? nearestOrKnown(key, known)}`;
    reader.complain([...keys, key], problem, pathOf(keys));
  }
  return true;
}
