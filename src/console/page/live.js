import { useEffect, useState } from 'preact/hooks';

import { listen } from './stream.js';

/**
 * Listens to a stream of the console. `data` holds what each event said last; `offsetMs` is how far Redis' clock is ahead of
 * this browser's; `trouble` says why what is shown may be old.
 * @param {string} url
 * @param {readonly string[]} names
 */
export function useLive(url, names) {
  const [live, setLive] = useState(nothingYet);
  const seen = useSeen();
  useEffect(() => setLive(({ offsetMs, connected }) => ({ ...nothingYet, offsetMs, connected })), [url]);
  useEffect(() => {
    if (!seen) return undefined;
    return listen(url, ['clock', 'trouble', ...names], {
      told: (event, said) => setLive((was) => after(was, event, said)),
      lost: (trouble) => setLive((was) => ({ ...was, connected: false, trouble })),
    });
  }, [url, seen]);
  return live;
}

/**
 * @typedef {{
 *   data: Record<string, any>, offsetMs: number, connected: boolean, trouble: string | undefined,
 * }} Live
 */

/** @type {Live} */
const nothingYet = { data: {}, offsetMs: 0, connected: false, trouble: undefined };

/**
 * @param {Live} was
 * @param {string} event
 * @param {any} said
 * @returns {Live}
 */
function after(was, event, said) {
  if (event === 'alive') return was;
  if (event === 'trouble') return { ...was, trouble: said.text };
  if (event !== 'clock') return { ...was, data: { ...was.data, [event]: said } };
  const offsetMs = said.now - Date.now();
  // A clock that is told each second must not redraw the page for a few milliseconds.
  const same = Math.abs(was.offsetMs - offsetMs) < 300 && was.connected && !was.trouble;
  return same ? was : { ...was, offsetMs, connected: true, trouble: undefined };
}

/**
 * Whether this tab is in front. Those behind listen to nothing: a browser has six connections to a server, and with six
 * streams in them neither another tab nor a button would come through.
 */
function useSeen() {
  const [seen, setSeen] = useState(!document.hidden);
  useEffect(() => {
    const look = () => setSeen(!document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return seen;
}

/** The time now, new every second: for countdowns. */
export function useNow() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
