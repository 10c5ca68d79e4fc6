/** What arrived, in words for its sender. */

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The kind of a value: `a number`, `a list`, `missing`. */
export function nameOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The value itself as JSON, its beginning only. */
export function show(value: unknown): string {
  return value === undefined ? 'missing' : asJson(value).slice(0, 100).toWellFormed();
}

/** JSON of something that came as JSON. What is nested too deep to be written again is named instead. */
export function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch (error) {
    if (error instanceof RangeError) return '"(nested too deep)"';
    throw error;
  }
}
