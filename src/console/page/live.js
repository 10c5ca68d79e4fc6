import { useEffect, useState } from 'preact/hooks';

/**
 * Listens to a stream of the console. `data` holds what each event said last; `offsetMs` is how far Redis' clock is ahead of
 * this browser's; `trouble` says why what is shown may be old.
 * @param {string} url
 * @param {readonly string[]} names
 */
export function useLive(url, names) {
  const [live, setLive] = useState(nothingYet);
  useEffect(() => {
    setLive(({ offsetMs, connected }) => ({ ...nothingYet, offsetMs, connected }));
    const source = new EventSource(url);
    source.addEventListener('clock', (event) => {
      const offsetMs = JSON.parse(event.data).now - Date.now();
      // A clock that is told each second must not redraw the page for a few milliseconds.
      setLive((was) => {
        const same = Math.abs(was.offsetMs - offsetMs) < 300 && was.connected && !was.trouble;
        return same ? was : { ...was, offsetMs, connected: true, trouble: undefined };
      });
    });
    source.addEventListener('trouble', (event) => {
      setLive((was) => ({ ...was, trouble: JSON.parse(event.data).text }));
    });
    for (const name of names) {
      source.addEventListener(name, (event) => {
        const told = JSON.parse(/** @type {MessageEvent<string>} */ (event).data);
        setLive((was) => ({ ...was, data: { ...was.data, [name]: told } }));
      });
    }
    source.addEventListener('error', () => {
      setLive((was) => ({ ...was, connected: false, trouble: 'Not connected. Trying again…' }));
    });
    return () => source.close();
  }, [url]);
  return live;
}

/**
 * @typedef {{
 *   data: Record<string, any>, offsetMs: number, connected: boolean, trouble: string | undefined,
 * }} Live
 */

/** @type {Live} */
const nothingYet = { data: {}, offsetMs: 0, connected: false, trouble: undefined };

/** The time now, new every second: for countdowns. */
export function useNow() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
