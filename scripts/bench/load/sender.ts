/**
 * A process that sends: it prepares every body before the clock starts, so that what is measured is whoever takes them.
 * Its orders come over IPC.
 */
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

import { Bodies, type LoadSpec } from './bodies.ts';
import { readTemplates } from './templates.ts';

export interface SendOrder {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly load: LoadSpec;
  readonly connections: number;
  /** Notifications a second, sent at their times however slow the answers are; undefined: as fast as answers come. */
  readonly perSecond?: number;
}

export type ToSender = { readonly prepare: SendOrder } | { readonly go: true };

export type FromSender =
  { readonly prepared: Prepared } | { readonly sent: Sent } | { readonly failed: string };

export interface Prepared {
  readonly alerts: number;
  /** Not sent before. */
  readonly fresh: number;
  readonly bytes: number;
}

export interface Sent {
  readonly ms: number;
  /** From the time at which it was due to its answer, in ms. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Since 1970, in ms. */
  readonly startedAt: number;
}

let prepared: { readonly order: SendOrder; readonly bodies: readonly Buffer[] } | undefined;

async function prepare(order: SendOrder): Promise<Prepared> {
  const maker = new Bodies(await readTemplates(), order.load);
  const made = Array.from({ length: order.load.notifications }, () => maker.next());
  prepared = { order, bodies: made.map(({ body }) => body) };
  return {
    alerts: order.load.notifications * order.load.alertsEach,
    fresh: made.reduce((sum, { fresh }) => sum + fresh, 0),
    bytes: made.reduce((sum, { body }) => sum + body.length, 0),
  };
}

async function send(): Promise<Sent> {
  if (!prepared) throw new Error('nothing was prepared');
  const { order, bodies } = prepared;
  const pool = new Pool(order.url, { connections: order.connections, pipelining: 1 });
  const times = createHistogram();
  const startedAt = Date.now();
  const start = performance.now();
  const post = async (body: Buffer, dueAt: number): Promise<void> => {
    const headers = { 'content-type': 'application/json', ...order.headers };
    const answer = await pool.request({ method: 'POST', path: order.path, headers, body });
    const text = await answer.body.text();
    if (answer.statusCode >= 300)
      throw new Error(`${order.url}${order.path} answered ${answer.statusCode}: ${text}`);
    times.record(Math.max(1, Math.round((performance.now() - dueAt) * 1000)));
  };
  await (order.perSecond === undefined
    ? asAnswersCome(bodies, order.connections, post)
    : onTime(bodies, order.perSecond, post));
  const ms = performance.now() - start;
  await pool.close();
  const at = (percentile: number) => times.percentile(percentile) / 1000;
  return { ms, p50: at(50), p99: at(99), max: times.max / 1000, startedAt };
}

type Post = (body: Buffer, dueAt: number) => Promise<void>;

async function asAnswersCome(bodies: readonly Buffer[], connections: number, post: Post): Promise<void> {
  let next = 0;
  const sendOn = async (): Promise<void> => {
    for (let body = bodies[next++]; body; body = bodies[next++]) await post(body, performance.now());
  };
  await Promise.all(Array.from({ length: connections }, sendOn));
}

async function onTime(bodies: readonly Buffer[], perSecond: number, post: Post): Promise<void> {
  const start = performance.now();
  const underWay: Promise<void>[] = [];
  for (const [i, body] of bodies.entries()) {
    const dueAt = start + (i * 1000) / perSecond;
    const wait = dueAt - performance.now();
    if (wait > 1) await pause(wait);
    underWay.push(post(body, dueAt));
  }
  await Promise.all(underWay);
}

function tell(message: FromSender): void {
  process.send?.(message);
}

process.on('message', (message: ToSender) => {
  const done =
    'prepare' in message
      ? prepare(message.prepare).then((p) => tell({ prepared: p }))
      : send().then((s) => tell({ sent: s }));
  done.catch((error: unknown) => tell({ failed: error instanceof Error ? error.message : String(error) }));
});
