import { setTimeout as pause } from 'node:timers/promises';

import { messageOf } from '../errors.ts';
import { stormJson } from '../storm/storm-json.ts';
import type { Found } from './find-storms.ts';
import { unlessAborted } from './open-patiently.ts';
import { complain, say } from './output.ts';
import { type Redrawn, canRedraw, openRedrawn } from './redrawn.ts';
import { stormsText } from './storms-table.ts';
import { stampText } from './times.ts';

/** The storms of one moment, on Redis' clock. */
export interface Seen extends Found {
  readonly now: number;
}

/** Where what is seen goes. */
interface Viewer {
  readonly show: (seen: Seen) => void;
  /** Redis did not answer; called again for each time that it does not. */
  readonly away: (message: string) => void;
  readonly close: () => void;
}

export interface WatchOptions {
  readonly intervalMs: number;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** Looks again and again until the signal is aborted. A Redis that goes away is waited for. */
export async function watchStorms(
  look: () => Promise<Seen>,
  { intervalMs, json, signal }: WatchOptions,
): Promise<void> {
  const viewer = viewerFor(json);
  try {
    while (!signal.aborted) {
      await unlessAborted(look(), signal).then(viewer.show, (error: unknown) => {
        if (!signal.aborted) viewer.away(messageOf(error));
      });
      await pause(intervalMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    viewer.close();
  }
}

function viewerFor(json: boolean): Viewer {
  if (json) return onChange(({ storms }) => JSON.stringify(storms.map(stormJson)), jsonLine);
  if (canRedraw()) return onScreen(openRedrawn());
  return onChange(
    ({ storms }) => JSON.stringify(storms.map(stormJson)),
    (seen) => `${stormsText(seen)}\n`,
  );
}

function jsonLine({ storms, now }: Seen): string {
  return JSON.stringify({ at: stampText(now), storms: storms.map(stormJson) });
}

/** Says what there is at first, and then each time that it is something else. */
function onChange(keyOf: (seen: Seen) => string, lineOf: (seen: Seen) => string): Viewer {
  let shown: string | undefined;
  let isAway = false;
  return {
    show: (seen) => {
      if (isAway) complain('Redis answers again.');
      isAway = false;
      const key = keyOf(seen);
      if (key !== shown) say(lineOf(seen));
      shown = key;
    },
    away: (message) => {
      if (!isAway) complain(`Redis does not answer (${message}): watching on.`);
      isAway = true;
    },
    close: () => {},
  };
}

/** The last that was seen stays in view while Redis is away: it may be all that somebody has to go on. */
function onScreen(screen: Redrawn): Viewer {
  let last = '';
  return {
    show: (seen) => {
      last = `${stampText(seen.now)}, Ctrl-C ends\n\n${stormsText(seen)}`;
      screen.draw(last);
    },
    away: (message) => screen.draw(`Redis does not answer (${message}): this is what was seen last\n${last}`),
    close: screen.close,
  };
}
