import { setTimeout as pause } from 'node:timers/promises';

/** A page is open for so long, and then another: pages that leave something behind would pile it up. */
const openMs = 30_000;

/** Watches the console as a browser does, one page after the other, until it is stopped. */
export function keepWatching(
  url: string,
  headers: Readonly<Record<string, string>>,
): { stop(): Promise<void> } {
  const stop = new AbortController();
  const watching = watch(url, headers, stop.signal);
  return {
    stop: async () => {
      stop.abort();
      await watching;
    },
  };
}

async function watch(
  url: string,
  headers: Readonly<Record<string, string>>,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(openMs)]);
    try {
      await readAll(await fetch(`${url}/console/overview`, { headers, signal }));
      await pause(1000, undefined, { signal: stop });
    } catch {
      // Cut off when its time is over; and a service that is gone is told of by those who need it.
      if (!stop.aborted) await pause(1000);
    }
  }
}

async function readAll({ body }: Response): Promise<void> {
  if (!body) return;
  for await (const _ of body) void _;
}
