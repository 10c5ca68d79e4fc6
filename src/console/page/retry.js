import { useState } from 'preact/hooks';

import { html } from './html.js';

/**
 * Runs a dead letter again. What came of it stands beside the button until the list shows it.
 * @param {{ id: string, what: string }} props
 */
export function Retry({ id, what }) {
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    setSaid(await askForRetry(id));
    setBusy(false);
  };
  return html`<button type="button" disabled=${busy} aria-label=${`Retry ${what}`} onClick=${retry}>
      Retry
    </button>
    <span role="status" class="sub">${said && ` ${said}`}</span>`;
}

/** @param {string} id */
async function askForRetry(id) {
  try {
    const response = await fetch(`/api/v1/failed/${encodeURIComponent(id)}/retry`, { method: 'POST' });
    const answer = await response.json();
    return response.ok ? answer.outcome : `${answer.detail} ${answer.advice ?? ''}`;
  } catch {
    return 'No answer: try again.';
  }
}
