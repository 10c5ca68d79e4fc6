/** The way to a place in the file: keys of mappings, and places in lists, counted from 0. */
export type Keys = readonly (string | number)[];

/** The way as people read it: `rules[2].window.max`. */
export function pathOf(keys: Keys): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? key : `${path}.${key}`;
  }, '');
}
