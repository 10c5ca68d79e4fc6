import { buffer } from 'node:stream/consumers';

import type { Notification } from '../../alert/alert.ts';
import { parseNotification } from '../../alert/notification.ts';
import { UnreadableNotification } from '../../alert/read-alerts.ts';
import { StormfoldError, messageOf } from '../../errors.ts';
import { printable } from '../output.ts';
import { type Delivery, readRecording } from '../recording.ts';

/** A notification, and where it stands. */
export interface ReadNotification {
  readonly place: string;
  readonly notification: Notification;
}

const advice = 'Give what Alertmanager posts to a webhook, as JSON.';

/** Reads bodies and recorded streams; `-` is a body on stdin. Throws a StormfoldError for what is no notification. */
export async function readNotifications(files: readonly string[]): Promise<ReadNotification[]> {
  const read: ReadNotification[] = [];
  for (const file of files) {
    for await (const { place, body } of file === '-' ? fromStdin() : readRecording(file))
      read.push({ place, notification: notificationIn(body, place) });
  }
  return read;
}

async function* fromStdin(): AsyncGenerator<Pick<Delivery, 'place' | 'body'>> {
  yield { place: 'stdin', body: await buffer(process.stdin) };
}

function notificationIn(body: Delivery['body'], place: string): Notification {
  try {
    return parseNotification(JSON.parse(textOf(body)));
  } catch (cause) {
    const own = cause instanceof UnreadableNotification ? cause.advice : undefined;
    throw new StormfoldError(`${place} is no notification: ${printable(reasonOf(cause))}`, {
      ...{ advice: own ?? advice, cause },
    });
  }
}

// Fatal, as at intake: a replaced byte would make another label of it.
function textOf(body: Delivery['body']): string {
  return typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body);
}

function reasonOf(error: unknown): string {
  // What the decoder throws, and nothing else here.
  if (error instanceof TypeError) return 'it is not valid UTF-8';
  return error instanceof SyntaxError ? `it is not JSON: ${error.message}` : messageOf(error);
}
