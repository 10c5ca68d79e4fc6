import { type DeadLetter, letterJson } from '../queue/dead-letters.ts';
import { counted, printable, shorten } from './output.ts';
import { table } from './table.ts';
import { whenText } from './times.ts';

/** What became of one letter, or of one id that was given. `done` of the outcome decides the exit code. */
export interface LetterLine {
  readonly id: string;
  readonly outcome: string;
  /** The letter; absent where an id names none. */
  readonly letter?: DeadLetter;
  /** More about it, for people. */
  readonly detail?: string;
}

export function lettersTable(letters: readonly DeadLetter[], now: number): string {
  const rows = letters.map(({ jobId, kind, pattern, failedAt, attempts, reason, alerts }) => [
    ...[jobId, alerts === undefined ? kind : counted(alerts, 'alert'), shorten(pattern, 60)],
    ...[whenText(failedAt, now), attempts, shorten(reason, 100)],
  ]);
  return table(['ID', 'HOLDS', 'PATTERN', 'FAILED', 'ATTEMPTS', 'REASON'], rows);
}

export function lineText({ id, outcome, letter, detail }: LetterLine): string {
  const name = letter === undefined ? id : `${id} (${printable(letter.pattern)})`;
  return `${outcome}: ${printable(name)}${detail === undefined ? '' : `: ${printable(detail)}`}`;
}

export function lineJson({ id, outcome, letter, detail }: LetterLine) {
  return { id, outcome, ...(letter && letterJson(letter)), ...(detail !== undefined && { detail }) };
}

export function sumsOf(lines: readonly LetterLine[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { outcome } of lines) sums[outcome] = (sums[outcome] ?? 0) + 1;
  return sums;
}

/** `2 retried, 1 not found`. */
export function sumsText(lines: readonly LetterLine[]): string {
  return Object.entries(sumsOf(lines))
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
}
