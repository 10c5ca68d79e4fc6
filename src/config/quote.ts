/** A wrong value in a message: short, on one line, and by its kind alone when it is a list or a mapping. */
export function quote(raw: unknown): string {
  if (typeof raw === 'string') return JSON.stringify(shortened(raw, 60));
  if (raw === null) return 'nothing';
  if (Array.isArray(raw)) return 'a list';
  return typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : 'a mapping';
}

/** What a parser says of a text, which may quote all of it. */
export function shortReason(reason: string): string {
  return shortened(reason, 200);
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
