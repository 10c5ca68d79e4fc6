import { useEffect, useState } from 'preact/hooks';

import { html } from './html.js';

const saidForMs = 10_000;

/**
 * Runs a dead letter again. What came of it stands beside the button until the list shows it.
 * @param {{ id: string, what: string }} props
 */
export function Retry({ id, what }) {
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  // Should it fail again, "retried" would stand beside the new failure.
  useEffect(() => {
    const timer = setTimeout(() => setSaid(''), saidForMs);
    return () => clearTimeout(timer);
  }, [said]);
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
    if (!response.ok) return `${answer.detail} ${answer.advice ?? ''}`;
    return answer.outcome === 'retried' ? 'retried' : `no need: it is ${answer.state} by now`;
  } catch {
    return 'No answer: try again.';
  }
}
