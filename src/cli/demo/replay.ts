import { setTimeout as pause } from 'node:timers/promises';

import { type Answer, post } from '../post.ts';
import { readRecording } from '../recording.ts';

/** What the webhook said, added up. */
export interface Posted {
  readonly notifications: number;
  /** Alerts. */
  readonly accepted: number;
  /** In words: notifications that were not answered 202. */
  readonly refused: readonly string[];
  readonly tookMs: number;
}

export interface ReplayOptions {
  readonly file: string;
  /** Of the service. */
  readonly url: string;
  /** So many times as fast as it was recorded. */
  readonly speed: number;
  readonly signal: AbortSignal;
  readonly onPosted: (posted: Omit<Posted, 'tookMs'>) => Promise<void> | void;
}

/** Posts a recording as its Alertmanager did: in its order, and each notification no earlier than its turn. */
export async function replay(options: ReplayOptions): Promise<Posted> {
  const { file, url, speed, signal, onPosted } = options;
  const target = { url: `${url}/webhooks/alertmanager`, authorization: undefined };
  const startedAt = performance.now();
  let posted = { notifications: 0, accepted: 0, refused: [] as readonly string[] };
  for await (const delivery of readRecording(file)) {
    const aheadMs = delivery.atMs / speed - (performance.now() - startedAt);
    if (aheadMs > 0) await pause(aheadMs, undefined, { signal });
    signal.throwIfAborted();
    posted = add(posted, await post(delivery, target));
    await onPosted(posted);
  }
  return { ...posted, tookMs: performance.now() - startedAt };
}

function add(posted: Omit<Posted, 'tookMs'>, { place, status, answer }: Answer): Omit<Posted, 'tookMs'> {
  const { accepted = 0 } = (answer ?? {}) as { accepted?: number };
  return {
    notifications: posted.notifications + 1,
    accepted: posted.accepted + (status === 202 ? accepted : 0),
    refused: status === 202 ? posted.refused : [...posted.refused, `${place} was answered ${status}`],
  };
}
