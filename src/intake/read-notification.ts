import type { Notification } from '../alert/alert.ts';
import { UnreadableNotification } from '../alert/read-alerts.ts';
import { messageOf } from '../errors.ts';
import { holdsMoreValuesThan } from './count-values.ts';
import { UnreadableBody } from './unreadable-body.ts';

/**
 * More values than this are not parsed: 64 MiB of brackets would take JSON.parse twenty seconds and gigabytes, and
 * nobody else would be answered meanwhile.
 */
const mostValues = 3_000_000;
/** Real alerts have more than forty. Whoever allows larger bodies than usual means ones with more of them. */
const fewestBytesPerValue = 24;

/**
 * Reads a notification out of a body's bytes, of which there may be `limit`, as `parse` reads it. Throws an UnreadableBody
 * when not even its alerts can be told apart.
 */
export function readNotification(
  body: Buffer,
  limit: number,
  parse: (value: unknown) => Notification,
): Notification {
  checkValues(body, Math.max(mostValues, Math.floor(limit / fewestBytesPerValue)));
  const value = parseJson(decode(body), body);
  try {
    return parse(value);
  } catch (error) {
    if (!(error instanceof UnreadableNotification)) throw error;
    throw new UnreadableBody('not-a-notification', error.message, error.advice ?? notificationAdvice, {
      body,
    });
  }
}

const notificationAdvice = 'Send what Alertmanager or Prometheus sends by default, without a custom payload.';

function checkValues(body: Buffer, most: number): void {
  if (!holdsMoreValuesThan(most, body)) return;
  const detail = `The body holds more than ${most} values.`;
  throw new UnreadableBody('not-a-notification', detail, 'Send it in several notifications.', { body });
}

// Fatal: a replaced byte would make another label of it, and with that another fingerprint and another storm.
function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new UnreadableBody('not-utf8', 'The body is not valid UTF-8.', 'Send JSON in UTF-8.', { body });
  }
}

function parseJson(text: string, body: Buffer): unknown {
  if (text.trim() === '') {
    throw new UnreadableBody('empty', 'There is no body.', 'Post a notification as JSON.', { body });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = `The body is not JSON: ${messageOf(error)}`;
    throw new UnreadableBody('not-json', detail, 'Send one JSON text, whole.', { body });
  }
}
