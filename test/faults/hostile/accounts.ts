import { expect } from 'vitest';

import type { ServiceBench } from '../../support/service-bench.ts';
import type { Post } from './bodies.ts';

/** What an answer says became of a notification; `unreadable` is 1 where not even its alerts could be told apart. */
export interface Sums {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unreadable: number;
}

interface Receipt {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}

export const nothing: Sums = { received: 0, accepted: 0, rejected: 0, unreadable: 0 };

export function plus(a: Sums, b: Sums): Sums {
  return {
    received: a.received + b.received,
    accepted: a.accepted + b.accepted,
    rejected: a.rejected + b.rejected,
    unreadable: a.unreadable + b.unreadable,
  };
}

/** Posts the bytes, and reads the sums out of the answer, which must be one of the few that are right. */
export async function postAndRead(url: string, { body, headers }: Post): Promise<Sums> {
  const response = await fetch(url, { method: 'POST', body: Buffer.from(body), headers, redirect: 'manual' });
  return readSums(response.status, await response.text());
}

function readSums(status: number, text: string): Sums {
  const answer = JSON.parse(text) as Receipt & { type?: string };
  const kind = answer.type?.replace('urn:stormfold:problem:', '') ?? 'receipt';
  const unreadable = ['unreadable-body', 'unsupported-media-type', 'body-too-large'].includes(kind);
  if (unreadable) {
    expect([400, 413, 415]).toContain(status);
    return { ...nothing, unreadable: 1 };
  }
  expect([status, kind]).toEqual(kind === 'receipt' ? [202, kind] : [400, 'all-alerts-bad']);
  const { received, accepted, rejected } = answer;
  expect(accepted + rejected.length).toBe(received);
  expect(new Set(rejected.map(({ index }) => index)).size).toBe(rejected.length);
  return { received, accepted, rejected: rejected.length, unreadable: 0 };
}

/** How many alerts a body holds by a reading of our own; undefined where it is no notification. */
export function alertsInBody(body: Uint8Array): number | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const value = JSON.parse(text) as { alerts?: unknown } | null;
    return Array.isArray(value?.alerts) && !Array.isArray(value) ? value.alerts.length : undefined;
  } catch {
    return undefined;
  }
}

/** What the service itself counted, so far. */
export async function countedBy(bench: ServiceBench): Promise<Sums & { readonly outcomes: number }> {
  const all = await bench.peek.instance.counters.read();
  const of = (...names: readonly string[]) => names.reduce((sum, name) => sum + (all[name] ?? 0), 0);
  expect(of('received')).toBe(of('queued', 'excluded', 'rejected'));
  expect(of('queued')).toBe(of('opened', 'folded', 'repeated', 'resolved', 'pending', 'discarded'));
  expect(of('pending', 'discarded')).toBe(0);
  return {
    received: of('received'),
    accepted: of('queued', 'excluded'),
    rejected: of('rejected'),
    unreadable: await unreadableAt(bench.url),
    outcomes: of('opened', 'folded', 'repeated', 'resolved'),
  };
}

/** Jobs that gave up, in every queue. */
export async function deadJobs({ peek }: ServiceBench): Promise<number> {
  const counts = await Promise.all(peek.instance.queues.all.map((queue) => queue.getFailedCount()));
  return counts.reduce((sum, n) => sum + n, 0);
}

async function unreadableAt(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = [...text.matchAll(/^stormfold_unreadable_bodies_total\{[^}]*\} (\d+)$/gm)];
  return lines.reduce((sum, [, n]) => sum + Number(n), 0);
}
