/** The fault in words, or none. */
export function differs(what: string, found: number | string, wanted: number | string): string[] {
  return found === wanted ? [] : [`${what}: ${found}, and not ${wanted}`];
}
