/** What `fold` did with a job, the first time that it saw it. */
export interface FoldAnswer {
  readonly kind: 'folded';
  readonly now: number;
  /** The job was folded before: nothing was done now, and the rest is what was done the first time. */
  readonly again: boolean;
  readonly sums: FoldSums;
  /** The open storms that the job had to do with: its pattern's, and its tenant's overflow. */
  readonly storms: readonly FoldedStorm[];
  /** What befell storms that are sealed: to be told to `late`. */
  readonly late: readonly LateEntry[];
}

export interface FoldedStorm {
  readonly id: string;
  readonly sealAt: number;
  /** By this job. */
  readonly opened: boolean;
  /** This job brought its deadline forward. */
  readonly sooner: boolean;
  /** It has all whole alerts that it keeps. */
  readonly hasSamples: boolean;
}

/** One alert that ended after its storm was sealed, or that joined it since. */
export interface LateEntry {
  readonly kind: 'ended' | 'joined';
  /** The storm's. */
  readonly id: string;
  /** Which of its alerts. */
  readonly ordinal: number;
  readonly text: string;
  /** When it arrived that it had ended. */
  readonly at?: number;
  readonly rank?: number;
  readonly severity?: string;
}

const outcomes = ['opened', 'folded', 'repeated', 'resolved', 'refired', 'joined', 'muted'] as const;
type FoldSums = Readonly<Record<(typeof outcomes)[number], number>>;

export type FoldReply =
  | FoldAnswer
  | { readonly kind: 'due'; readonly now: number; readonly stormId: string; readonly arrivedAt: number }
  | { readonly kind: 'unknown'; readonly now: number };

/** What the script answers; the store calls it again, with whole alerts, before it answers itself. */
export type ScriptReply = FoldReply | { readonly kind: 'whole'; readonly now: number };

/** Reads `fold`'s reply; its shape stands in lua/fold.lua. */
export function parseFoldReply(reply: unknown): ScriptReply {
  const [kind, now, third, fourth] = reply as [string, number, string | number, string | number];
  if (kind === 'due') return { kind, now, stormId: String(third), arrivedAt: Number(fourth) };
  if (kind === 'unknown' || kind === 'whole') return { kind, now };
  return { kind: 'folded', now, again: third === 1, ...readAnswer(String(fourth)) };
}

type Answer = Pick<FoldAnswer, 'sums' | 'storms' | 'late'>;

function readAnswer(text: string): Answer {
  if (text.startsWith('|')) return readOldAnswer(text);
  const parts = text.split('|');
  const [storms = '', ...late] = parts.slice(outcomes.length);
  return {
    sums: sumsOf(parts),
    storms: storms.split(';').filter(Boolean).map(readStorm),
    // What stands in it may hold the sign that parts are parted by.
    late: late.join('|') === '' ? [] : (JSON.parse(late.join('|')) as LateEntry[]),
  };
}

function readStorm(text: string): FoldedStorm {
  const [id = '', sealAt, did = ''] = text.split(',');
  return {
    ...{ id, sealAt: Number(sealAt), opened: did.includes('o'), sooner: did.includes('s') },
    hasSamples: did.includes('w'),
  };
}

// The version before this one remembered `|opened|folded|repeated|resolved|refired|storm|sealAt`.
function readOldAnswer(text: string): Answer {
  const [, ...parts] = text.split('|');
  const [id, sealAt] = parts.slice(5);
  const storm = { sealAt: Number(sealAt), opened: parts[0] === '1', sooner: false, hasSamples: false };
  return { sums: sumsOf(parts.slice(0, 5)), storms: id ? [{ id, ...storm }] : [], late: [] };
}

/** In the order of `outcomes`. */
function sumsOf(parts: readonly string[]): FoldSums {
  return Object.fromEntries(outcomes.map((name, i) => [name, Number(parts[i] ?? 0)])) as FoldSums;
}
