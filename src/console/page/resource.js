import { useState } from 'preact/hooks';

import { useFetched } from './fetched.js';
import { html } from './html.js';

/** @type {Record<string, string>} */
const meanings = {
  submitted: 'as it was submitted',
  composed: 'as it is being submitted',
  preview: 'as it would be now',
};

/**
 * The storm's resource as YAML, once somebody wants it.
 * @param {{ id: string, state: string }} props
 */
export function Resource({ id, state }) {
  const [open, setOpen] = useState(false);
  return html`<section aria-labelledby="resource">
    <h2 id="resource">Resource</h2>
    ${
      open
        ? html`<${Yaml} id=${id} state=${state} />`
        : html`<button type="button" onClick=${() => setOpen(true)}>Show the YAML</button>`
    }
  </section>`;
}

/** @param {{ id: string, state: string }} props */
function Yaml({ id, state }) {
  const { answer, problem } = useFetched(`/api/v1/storms/${id}/resource`, readYaml, state);
  const [copied, setCopied] = useState(false);
  if (problem) return html`<p class="empty">${problem}</p>`;
  if (!answer) return html`<p class="empty">Reading…</p>`;
  const copy = async () => {
    await navigator.clipboard?.writeText(answer.text);
    setCopied(true);
  };
  return html`
    <p class="sub">
      ${meanings[answer.which] ?? ''}
      <button type="button" onClick=${copy}>${copied ? 'Copied' : 'Copy'}</button>
    </p>
    <pre tabindex="0" aria-label="The resource as YAML">${answer.text}</pre>
  `;
}

/** @param {Response} response */
async function readYaml(response) {
  return { text: await response.text(), which: response.headers.get('X-Stormfold-Resource') ?? '' };
}
