import type { ApiException } from '@kubernetes/client-node';

/** What the API server says about a failure: a Kubernetes Status, or plain text where no handler knew the path. */
export interface ApiStatus {
  readonly message: string;
  readonly reason?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly retryAfterSeconds?: number;
}

/** Most of the server's own words that a log line or a dead letter carries. */
const longestMessage = 2_000;

export function statusOf({ body }: ApiException<unknown>): ApiStatus {
  const status = parsed(body);
  const details = recordOf(status['details']);
  return {
    message: wordsOf(status['message'] ?? body),
    ...textAt(status, 'reason'),
    ...textAt(details, 'kind'),
    ...textAt(details, 'name'),
    ...(typeof details['retryAfterSeconds'] === 'number' && {
      retryAfterSeconds: details['retryAfterSeconds'],
    }),
  };
}

// Depending on the status code, client-node hands over the text as it came, the object, or nothing.
function parsed(body: unknown): Record<string, unknown> {
  if (typeof body !== 'string') return recordOf(body);
  try {
    return recordOf(JSON.parse(body));
  } catch {
    return {};
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textAt<K extends string>(record: Record<string, unknown>, key: K): { [P in K]?: string } {
  const value = record[key];
  return (typeof value === 'string' && value !== '' ? { [key]: value } : {}) as { [P in K]?: string };
}

function wordsOf(message: unknown): string {
  return typeof message === 'string' ? message.trim().slice(0, longestMessage) : '';
}
