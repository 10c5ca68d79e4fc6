import type { Job, Queue } from 'bullmq';

import { isoTime } from '../storm/fold-entry.ts';
import { isStormId } from '../storm/storm.ts';
import { alertsIn } from './jobs.ts';
import { finalizeQueueName } from './names.ts';
import type { Queues } from './queues.ts';

/** A job that gave up and waits for a person. Of a `storm`: its resource was not written; of `alerts`: not folded. */
export interface DeadLetter {
  readonly queue: string;
  readonly jobId: string;
  readonly kind: 'storm' | 'alerts';
  /** Absent when the job's data is no work of ours and names no storm. */
  readonly stormId?: string;
  /** The pattern's text; `(unreadable)` when the job's data is no work of ours. */
  readonly pattern: string;
  /** On the clock of the worker that failed it. */
  readonly failedAt: number;
  readonly attempts: number;
  readonly reason: string;
  /** In the job; of a storm only the storm itself knows. */
  readonly alerts?: number;
  readonly requestId?: string;
}

export interface DeadLetterFilter {
  /** Job ids; a storm's job has the storm's id. */
  readonly ids?: readonly string[];
  /** Failed within this time before `now`. */
  readonly sinceMs?: number;
  /** Any part of the pattern's text, in upper or lower case. */
  readonly pattern?: string;
  /** Any part of the reason, in upper or lower case. */
  readonly reason?: string;
  readonly kind?: DeadLetter['kind'];
  readonly now: number;
}

/** The queues whose failed jobs are dead letters. A failed sweep is none: the next one does its work. */
export type DeadLetterQueues = Pick<Queues, 'aggregate' | 'finalize'>;

/** A fold job holds up to 200 alerts: more at a time would fill the memory of a small process. */
const pageSize = 50;

/** Every dead letter that fits the filter, latest first, however many there are. */
export async function listDeadLetters(
  queues: DeadLetterQueues,
  filter: DeadLetterFilter,
): Promise<DeadLetter[]> {
  const found = [];
  for (const queue of [queues.finalize, ...queues.aggregate]) found.push(await lettersIn(queue, filter));
  return found.flat().sort((a, b) => b.failedAt - a.failedAt);
}

/** What a failed job says of itself. Takes any data: what nobody can read must be listed all the same. */
export function deadLetterOf(job: Job): DeadLetter {
  const kind = job.queueName === finalizeQueueName ? 'storm' : 'alerts';
  const jobId = job.id ?? '';
  const requestId = textIn(job.data, 'requestId');
  const stormId = kind === 'storm' ? stormIdIn(job) : undefined;
  return {
    ...{ queue: job.queueName, jobId, kind },
    pattern: patternIn(job.data) ?? '(unreadable)',
    failedAt: job.finishedOn ?? 0,
    attempts: job.attemptsMade,
    reason: job.failedReason ?? '',
    ...(kind === 'alerts' && { alerts: alertsIn(jobId) }),
    ...(stormId !== undefined && { stormId }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** A letter for programs: times as RFC 3339. */
export function letterJson({ failedAt, ...letter }: DeadLetter) {
  return { ...letter, failedAt: isoTime(failedAt) };
}

/** The job behind a letter, as long as it exists. */
export async function jobOf(
  queues: DeadLetterQueues,
  { queue, jobId }: Pick<DeadLetter, 'queue' | 'jobId'>,
): Promise<Job | undefined> {
  const holder = [queues.finalize, ...queues.aggregate].find(({ name }) => name === queue);
  return holder?.getJob(jobId);
}

async function lettersIn(queue: Queue, filter: DeadLetterFilter): Promise<DeadLetter[]> {
  // All ids first: pages of a list that somebody retries meanwhile would skip jobs.
  const failed = await queue.getRanges(['failed'], 0, -1);
  const asked = filter.ids && new Set(filter.ids);
  const ids = asked ? failed.filter((id) => asked.has(id)) : failed;
  const letters: DeadLetter[] = [];
  for (let from = 0; from < ids.length; from += pageSize) {
    const page = await lettersOf(queue, ids.slice(from, from + pageSize));
    letters.push(...page.filter((letter) => fits(letter, filter)));
    // Latest first: what follows failed earlier still.
    const last = page.at(-1);
    if (last && !isRecent(last, filter)) break;
  }
  return letters;
}

async function lettersOf(queue: Queue, ids: readonly string[]): Promise<DeadLetter[]> {
  const jobs: (Job | undefined)[] = await Promise.all(ids.map((id) => queue.getJob(id)));
  // One that was retried or removed since its id was read is dead no more.
  return jobs.flatMap((job) => (job?.finishedOn === undefined ? [] : [deadLetterOf(job)]));
}

function fits(letter: DeadLetter, filter: DeadLetterFilter): boolean {
  const { pattern = '', reason = '', kind = letter.kind } = filter;
  const spoken = holds(letter.pattern, pattern) && holds(letter.reason, reason);
  return spoken && letter.kind === kind && isRecent(letter, filter);
}

function holds(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function isRecent({ failedAt }: DeadLetter, { sinceMs, now }: DeadLetterFilter): boolean {
  return sinceMs === undefined || failedAt >= now - sinceMs;
}

function patternIn(data: unknown): string | undefined {
  return textIn(data, 'pattern') ?? textIn(fieldOf(data, 'pattern'), 'text');
}

// The job's id is the storm's too, so that even a job without data says which storm waits for it.
function stormIdIn(job: Job): string | undefined {
  return [textIn(job.data, 'stormId'), job.id].find((id) => id !== undefined && isStormId(id));
}

function textIn(data: unknown, name: string): string | undefined {
  const value = fieldOf(data, name);
  return typeof value === 'string' ? value : undefined;
}

function fieldOf(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined;
}
