import { setTimeout as pause } from 'node:timers/promises';

import { type Target, causeOf, readAnswer } from '../post.ts';
import type { SimulatedAlert } from './simulated-alerts.ts';

/** A storm as the target's API shows it: what is told of it here. */
export interface StormThere {
  readonly id: string;
  readonly state: string;
  readonly alertCount: number;
  readonly deliveryCount: number;
  readonly terms?: { readonly correlate?: true };
  readonly pattern: { readonly text: string; readonly labels: Readonly<Record<string, string>> };
}

/** The storms, or why they could not be read. */
export type Read = { readonly storms: readonly StormThere[] } | { readonly unread: string };

const [pageSize, mostPages, patienceMs] = [1000, 10, 10_000];

/** The target's storms whose patterns these alerts have: of 10,000 storms, the latest. */
export async function readStorms(api: Target | undefined, alerts: readonly SimulatedAlert[]): Promise<Read> {
  if (!api) return { unread: 'the target is a webhook, and not that of a Stormfold' };
  const storms: StormThere[] = [];
  try {
    let cursor: string | undefined;
    for (let page = 0; page === 0 || (cursor !== undefined && page < mostPages); page += 1) {
      const answer = await readPage(api, cursor);
      storms.push(...answer.storms.filter((storm) => isOf(storm, alerts)));
      ({ cursor } = answer);
    }
    return { storms };
  } catch (error) {
    return { unread: error instanceof Refused ? error.message : `no answer: ${causeOf(error)}` };
  }
}

/**
 * Reads until the storms hold so many more alerts than before and change no more: 202 says that alerts are queued, and
 * folding takes a moment. What rules set aside never comes, so that the wait has an end.
 */
export async function readWhenFolded(
  read: () => Promise<Read>,
  before: readonly StormThere[],
  expected: number,
  signal: AbortSignal,
): Promise<Read> {
  const until = performance.now() + patienceMs;
  const stillOpen = before.filter(({ state }) => state === 'open');
  for (let last = ''; ;) {
    const now = await read();
    if ('unread' in now) return now;
    const storms = newOf(now.storms, before);
    const text = JSON.stringify(storms);
    const isDone = text === last && alertsIn(storms) - alertsIn(stillOpen) >= expected;
    if (isDone || signal.aborted || performance.now() > until) return { storms };
    last = text;
    await pause(200, undefined, { signal }).catch(() => {});
  }
}

/** A storm that was sealed before can hold nothing of what was sent since. */
function newOf(storms: readonly StormThere[], before: readonly StormThere[]): readonly StormThere[] {
  const over = new Set(before.filter(({ state }) => state !== 'open').map(({ id }) => id));
  return storms.filter(({ id }) => !over.has(id)).toSorted(largestFirst);
}

function largestFirst(a: StormThere, b: StormThere): number {
  return b.alertCount - a.alertCount || (a.id < b.id ? -1 : 1);
}

function alertsIn(storms: readonly StormThere[]): number {
  return storms.reduce((sum, { alertCount }) => sum + alertCount, 0);
}

class Refused extends Error {}

async function readPage(
  { url, authorization }: Target,
  cursor: string | undefined,
): Promise<{ storms: readonly StormThere[]; cursor?: string }> {
  const query = new URLSearchParams({ limit: String(pageSize), ...(cursor !== undefined && { cursor }) });
  const response = await fetch(`${url}/storms?${query.toString()}`, {
    headers: authorization === undefined ? {} : { authorization },
    // Whoever is named there was not meant to get the token.
    redirect: 'manual',
    signal: AbortSignal.timeout(patienceMs),
  });
  const answer = readAnswer(await response.text());
  if (response.status === 401 || response.status === 403)
    throw new Refused(`the API answers ${response.status}: give --operator-token`);
  const { storms, cursor: next } = Object(answer) as { storms?: unknown; cursor?: unknown };
  if (!response.ok || !Array.isArray(storms)) throw new Refused(`the API answers ${response.status}`);
  return { storms: storms as StormThere[], ...(typeof next === 'string' && { cursor: next }) };
}

/**
 * A pattern may be made of any labels: it is one of ours when an alert of ours has all of them. Only a scope may be made of
 * none.
 */
function isOf({ pattern: { labels }, terms }: StormThere, alerts: readonly SimulatedAlert[]): boolean {
  const pairs = Object.entries(labels);
  return (
    (pairs.length > 0 || terms?.correlate === true) &&
    alerts.some((alert) => pairs.every(([name, value]) => alert.labels[name] === value))
  );
}
