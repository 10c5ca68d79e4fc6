import { counted, countText } from './format.js';
import { html } from './html.js';

/** @typedef {import('../views.ts').StormRow} StormRow */
/** @typedef {import('../views.ts').Section} Section */

/**
 * Whatever a sender wrote; its place in our own words is an attribute, as a class could be any of the page's.
 * @param {{ name: string }} props
 */
export function Severity({ name }) {
  return html`<span class="severity" data-severity=${name.toLowerCase()}>${name}</span>`;
}

/** @param {Section} section */
export function nameHead({ storms }) {
  return storms.some(({ cause }) => cause) ? 'Cause or pattern' : 'Pattern';
}

/** @param {{ storm: StormRow }} props */
export function Pattern({ storm }) {
  const { id, pattern, cause = pattern } = storm;
  const besides = besidesText(storm);
  return html`<td class="pattern">
    <a href=${`/storms/${id}`} title=${cause}>${cause}</a>
    ${besides && html`<span class="sub beside">${besides}</span>`}
  </td>`;
}

/**
 * What is to be said of a storm beside its name.
 * @param {StormRow} storm
 */
function besidesText({ pattern, cause, patterns = 0, isScope }) {
  if (isScope) return 'divided by cause at its end';
  if (cause === undefined) return '';
  return cause === pattern ? counted(patterns, 'pattern') : pattern;
}

/** @param {{ title: string, section: Section, heads: readonly string[], rows: readonly unknown[], empty: string }} props */
export function List({ title, section, heads, rows, empty }) {
  const { total, found } = section;
  const shown = section.storms.length;
  const of = found === total ? countText(total) : `${countText(found)} of ${countText(total)}`;
  const id = `section-${title.split(/\W/)[0]?.toLowerCase()}`;
  return html`<section aria-labelledby=${id}>
    <h2 id=${id}>
      ${title} <span class="count">${of}${shown < found ? `, the first ${countText(shown)} shown` : ''}</span>
    </h2>
    ${
      rows.length === 0
        ? html`<p class="empty">${found === total ? empty : 'None that fits.'}</p>`
        : html`<table class="rows">
            <thead>
              <tr>
                ${heads.map((head) => html`<th scope="col">${head || html`<span class="muted">Action</span>`}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows}
            </tbody>
          </table>`
    }
  </section>`;
}
