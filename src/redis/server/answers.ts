import { Redis } from 'ioredis';

import { StormfoldError } from '../../errors.ts';

const retryMs = 20;

/**
 * Connects again and again until a server answers and has read its append-only file, and resolves to what it says of
 * itself (INFO server); of several URLs, the first. Rejects after `patienceMs`, or when `given up` is aborted, with its reason.
 */
export async function untilAnswers(urls: string, patienceMs: number, givenUp?: AbortSignal): Promise<string> {
  const [url = urls] = urls.split(',');
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: () => retryMs,
  });
  let lastError = 'no answer';
  client.on('error', (error: Error) => (lastError = error.message));
  const limits = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(givenUp ? [givenUp] : [])]);
  try {
    return await Promise.race([client.info('server'), whenAborted(limits)]);
  } catch (cause) {
    if (givenUp?.aborted) throw givenUp.reason;
    throw new StormfoldError(`no Redis answers at ${withoutSecrets(url)}: ${lastError}`, { cause });
  } finally {
    client.disconnect();
  }
}

async function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function withoutSecrets(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
