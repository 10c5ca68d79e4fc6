import { useEffect, useRef, useState } from 'preact/hooks';

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
  const [said, setSaid] = useState('');
  const text = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => setSaid(''), [answer?.text]);
  if (problem) return html`<p class="empty">${problem}</p>`;
  if (!answer) return html`<p class="empty">Reading…</p>`;
  return html`
    <p class="sub">
      ${meanings[answer.which] ?? ''}${' '}
      <button type="button" onClick=${() => setSaid(copyOf(text.current))}>Copy</button>
      <span role="status">${said && ` ${said}`}</span>
    </p>
    <pre tabindex="0" aria-label="The resource as YAML" ref=${text}>${answer.text}</pre>
  `;
}

/**
 * Copies by selecting: `navigator.clipboard` is there over https alone. Answers what came of it.
 * @param {HTMLElement | null} element
 */
function copyOf(element) {
  if (element) getSelection()?.selectAllChildren(element);
  return document.execCommand('copy') ? 'copied' : 'selected: copy it with Ctrl-C';
}

/** @param {Response} response */
async function readYaml(response) {
  return { text: await response.text(), which: response.headers.get('X-Stormfold-Resource') ?? '' };
}
