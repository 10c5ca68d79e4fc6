import type { Instance } from '../instance.ts';
import type { SharedTotals } from '../metrics.ts';
import { listDeadLetters } from '../queue/dead-letters.ts';
import type { StormHeads } from '../redis/storm-heads.ts';
import { readSharedTotals } from '../shared-totals.ts';
import { isCalled } from '../storm/listing.ts';
import type { Storm, StormState } from '../storm/storm.ts';
import { sparkline } from './digest.ts';
import type { Digests } from './digests.ts';
import type { Events } from './feed.ts';
import { type LetterRow, type Numbers, type Section, type StormRow, rowOf } from './views.ts';

/** What one page shows of the overview. */
export interface OverviewQuery {
  /** Any part of a pattern's text or of a cause's name, in upper or lower case; '' for all. */
  readonly pattern: string;
  /** Most storms in each section. */
  readonly rows: number;
}

/** What every page that is open begins with. */
export interface OverviewBase {
  readonly now: number;
  readonly totals: SharedTotals;
  /** Largest first. */
  readonly open: readonly Storm[];
  readonly letters: readonly LetterRow[];
  /** The latest of one state: read once a look, however many pages want as many of them. */
  readonly latest: (state: StormState, limit: number) => Promise<readonly Storm[]>;
}

const sparkBars = 24;
/** The latest of each state that a filter looks through; open storms are all looked through. */
const mostFiltered = 500;
const closedStates = ['sealed', 'failed', 'submitted'] as const;
/** Dead fold jobs shown; each is read whole, with up to 200 alerts. */
const mostLetters = 20;
const lettersEveryMs = 5000;

/** Reads the base of the overview. Rejects when Redis is away. */
export function overviewReader(
  instance: Instance,
  heads: Pick<StormHeads, 'open'>,
): () => Promise<OverviewBase> {
  const readLetters = lettersReader(instance);
  return async () => {
    const [totals, now, open] = await Promise.all([
      readSharedTotals(instance),
      instance.store.now(),
      heads.open(),
    ]);
    const letters = totals.waiting.dead > 0 ? await readLetters(now) : [];
    return { now, totals, open: open.toSorted(largestFirst), letters, latest: latestIn(instance) };
  };
}

/** What a page of the overview is told: one event a section, so that only what changed is sent again. */
export async function overviewEvents(
  digests: Digests,
  { now, totals, open, letters, latest }: OverviewBase,
  query: OverviewQuery,
): Promise<Events> {
  const total = (state: StormState) => totals.stormsNow[state] ?? 0;
  const closed = await Promise.all(
    closedStates.map(async (state) => {
      const storms = await latest(state, query.pattern === '' ? query.rows : mostFiltered);
      return [`${state}Storms`, sectionOf(storms, total(state), query)] as const;
    }),
  );
  const { pattern: part } = query;
  const shown = open.filter((storm) => isCalled(storm, part));
  const rows = [];
  for (const storm of shown.slice(0, query.rows)) rows.push(await openRow(storm, digests));
  const openSection: Section = { total: open.length, found: shown.length, storms: rows };
  return {
    clock: { now },
    numbers: numbersOf(totals),
    // Not `open`: that is what a browser's own event of a stream is called.
    openStorms: openSection,
    ...Object.fromEntries(closed),
    letters: letters.filter(({ pattern }) => isCalled({ pattern: { text: pattern, labels: {} } }, part)),
  };
}

/** For one look: what one page has had read, the others are given. */
function latestIn({ list }: Pick<Instance, 'list'>): OverviewBase['latest'] {
  const read = new Map<string, Promise<readonly Storm[]>>();
  return (state, limit) => {
    const key = `${state} ${limit}`;
    const storms = read.get(key) ?? list.page([state], limit).then((page) => page.storms);
    read.set(key, storms);
    return storms;
  };
}

function largestFirst(a: Storm, b: Storm): number {
  return b.alertCount - a.alertCount || a.sealAt - b.sealAt || (a.id < b.id ? -1 : 1);
}

function sectionOf(storms: readonly Storm[], total: number, query: OverviewQuery): Section {
  const fitting = storms.filter((storm) => isCalled(storm, query.pattern));
  const found = query.pattern === '' ? total : fitting.length;
  return { total, found, storms: fitting.slice(0, query.rows).map(rowOf) };
}

async function openRow(storm: Storm, digests: Digests): Promise<StormRow> {
  const digest = await digests.of(storm);
  const spanBins = Math.ceil((storm.sealAt - storm.openedAt) / digest.binMs);
  return { ...rowOf(storm), spark: sparkline(digest.bins, spanBins, sparkBars), kinds: digest.kinds };
}

function numbersOf({
  alerts,
  waiting,
  stormsEver,
  stormsNow,
  oldestUnsubmittedSeconds,
}: SharedTotals): Numbers {
  const sum = (...outcomes: string[]) => outcomes.reduce((n, outcome) => n + (alerts[outcome] ?? 0), 0);
  return {
    received: sum('received'),
    rejected: sum('rejected'),
    fired: sum('opened', 'folded', 'repeated'),
    repeated: sum('repeated'),
    // Not those that alerts have opened: a scope's storm becomes one for each cause, and is none itself.
    opened: (stormsEver['sealed'] ?? 0) + (stormsNow['open'] ?? 0),
    submitted: stormsEver['submitted'] ?? 0,
    ...waiting,
    // Whole seconds: a number that is new at every look would be sent at every look.
    oldestUnsubmittedSeconds: Math.floor(oldestUnsubmittedSeconds),
  };
}

function lettersReader({ queues }: Instance): (now: number) => Promise<readonly LetterRow[]> {
  let known: readonly LetterRow[] = [];
  let readAt = -Infinity;
  return async (now) => {
    if (performance.now() - readAt < lettersEveryMs) return known;
    const firsts = await Promise.all(
      queues.aggregate.map((queue) => queue.getRanges(['failed'], 0, mostLetters - 1)),
    );
    const letters = await listDeadLetters(queues, { now, ids: firsts.flat() });
    known = letters
      .filter(({ kind }) => kind === 'alerts')
      .slice(0, mostLetters)
      .map(({ queue, jobId, pattern, alerts = 0, failedAt, reason }) => ({
        ...{ queue, jobId, pattern, alerts, failedAt, reason },
      }));
    readAt = performance.now();
    return known;
  };
}
