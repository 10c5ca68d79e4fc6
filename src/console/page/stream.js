/**
 * Who listens: `told` what an event says, and `lost` when nothing can be heard, with the reason to show.
 * @typedef {{ told: (event: string, data: any) => void, lost: (reason: string) => void }} Listener
 */

/** The server tells something every 15 s at least: what is silent for so long was cut, though nobody has said so. */
const longestSilenceMs = 40_000;
const againMs = 4000;

/**
 * Listens until the function that it answers is called, through every restart of the service. What a browser does by
 * itself is not enough: it gives a stream up for good over an answer of 502 or 503, as there is while the service starts,
 * and it never notices a tunnel that went dead.
 * @param {string} url
 * @param {readonly string[]} names
 * @param {Listener} listener
 */
export function listen(url, names, { told, lost }) {
  /** @type {EventSource | undefined} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let stopped = false;
  const later = (/** @type {() => unknown} */ what, /** @type {number} */ ms) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(what, ms);
  };
  const open = () => {
    source?.close();
    const own = new EventSource(url);
    source = own;
    const heard = () => later(open, longestSilenceMs);
    for (const name of [...names, 'alive'])
      own.addEventListener(name, (event) => (heard(), told(name, JSON.parse(event.data))));
    own.addEventListener('error', () => {
      lost('Not connected. Trying again…');
      if (own.readyState === EventSource.CLOSED) later(askFirst, againMs);
    });
    heard();
  };
  // A browser does not tell a page what the stream was answered.
  const askFirst = async () => {
    const { status, type } = await fetch(url, { method: 'HEAD', redirect: 'manual' }).catch(() =>
      Response.error(),
    );
    if (stopped) return;
    // Asked again and again with a token that is no longer known, the gate would slow down everybody at this address.
    if (type === 'opaqueredirect' || status === 401 || status === 403)
      return lost('You are not let in any more. Load this page again.');
    if (status === 200) open();
    else later(askFirst, againMs);
  };
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
}
