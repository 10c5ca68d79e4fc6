/** The parts of a text that are not in double quotes, with what is in them left out. A backslash escapes in quotes. */
export function outsideQuotes(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, '""');
}

/**
 * The entries of a variable: separated by commas, except by those within double quotes or braces, as in
 * `{team="a", tier="1"}, severity="critical"`.
 */
export function splitEntries(text: string): readonly string[] {
  const entries = text.match(/(?:"(?:[^"\\]|\\.)*"|\{(?:"(?:[^"\\]|\\.)*"|[^}"])*\}|[^,])+/gs) ?? [];
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}
