import { useEffect, useRef, useState } from 'preact/hooks';

import { Frame } from './frame.js';
import { html } from './html.js';
import { useLive, useNow } from './live.js';
import { NumberRow } from './numbers.js';
import { FailedStorms, OpenStorms, SealedStorms, SubmittedStorms } from './sections.js';

const events = ['numbers', 'openStorms', 'sealedStorms', 'failedStorms', 'submittedStorms', 'letters'];
const rowsAtOnce = 50;
const mostRows = 500;
const typingMs = 300;

/** All storms: what is open first, the largest first. */
export function Overview() {
  const [typed, setTyped] = useState('');
  const [rows, setRows] = useState(rowsAtOnce);
  const pattern = useSettled(typed.trim());
  const live = useLive(`/console/overview?${new URLSearchParams({ pattern, rows: String(rows) })}`, events);
  const { numbers, letters = [], ...sections } = useKept(live.data);
  const {
    openStorms: open,
    sealedStorms: sealed,
    failedStorms: failed,
    submittedStorms: submitted,
  } = sections;
  const now = useNow() + live.offsetMs;
  const search = useSlashKey();
  const isMore = [open, sealed, failed, submitted].some((section) => section && section.found > rows);
  return html`<${Frame} title="" live=${live}>
    <h1 class="skip">Storms</h1>
    ${numbers ? html`<${NumberRow} numbers=${numbers} />` : html`<p class="empty">Looking…</p>`}
    ${
      numbers &&
      html`<div class="tools">
        <input
          type="search"
          ref=${search}
          placeholder="Filter by pattern or cause"
          aria-label="Filter by pattern or cause"
          title="Press / to come here"
          value=${typed}
          onInput=${(/** @type {{ target: HTMLInputElement }} */ { target }) => setTyped(target.value)}
        />
      </div>`
    }
    ${open && html`<${OpenStorms} section=${open} now=${now} />`}
    ${sealed && html`<${SealedStorms} section=${sealed} now=${now} />`}
    ${failed && html`<${FailedStorms} section=${failed} letters=${letters} now=${now} />`}
    ${submitted && html`<${SubmittedStorms} section=${submitted} now=${now} />`}
    ${
      isMore &&
      rows < mostRows &&
      html`<p>
        <button type="button" onClick=${() => setRows(Math.min(mostRows, rows * 2))}>
          Show more of each
        </button>
      </p>`
    }
  <//>`;
}

/**
 * What somebody types, once they pause.
 * @param {string} typed
 */
function useSettled(typed) {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}

/**
 * The last data there was: a changed filter begins a new stream, and the page must not go blank until it answers.
 * @param {Record<string, any>} data
 */
function useKept(data) {
  const kept = useRef(data);
  kept.current = { ...kept.current, ...data };
  return kept.current;
}

/** `/` goes to the filter, as on other consoles. */
function useSlashKey() {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    const listen = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  return input;
}
