import { messageOf } from '../errors.ts';
import type { Delivery } from './recording.ts';

/** Where notifications are posted to, and with what right. */
export interface Target {
  readonly url: string;
  readonly authorization: string | undefined;
}

/** What came back. Status 0: nothing did, and `answer` says why. */
export interface Answer {
  readonly place: string;
  readonly status: number;
  readonly ok: boolean;
  readonly answer: unknown;
}

/** Longer than Stormfold ever takes; an Alertmanager would give up at its group_interval. */
const patienceMs = 60_000;

export async function post({ place, headers, body }: Delivery, target: Target): Promise<Answer> {
  const { url, authorization } = target;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers, ...(authorization && { authorization }) },
      body: typeof body === 'string' ? body : new Uint8Array(body),
      // Followed as a GET, it would look delivered.
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    return { place, status: response.status, ok: response.ok, answer: readAnswer(await response.text()) };
  } catch (error) {
    return { place, status: 0, ok: false, answer: causeOf(error) };
  }
}

export function readAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

// fetch itself only says that it failed.
export function causeOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  if (cause === undefined) return messageOf(error);
  const { code } = cause as { code?: string };
  return messageOf(cause) || code || messageOf(error);
}
