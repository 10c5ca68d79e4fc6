import { stampText, webLink } from './format.js';
import { html } from './html.js';

/** @typedef {import('../views.ts').SamplesView} SamplesView */

/**
 * What all alerts of the storm have in common.
 * @param {{ labels: SamplesView['common'] }} props
 */
export function CommonLabels({ labels }) {
  return html`<h2>Labels in common</h2>
    <${Labels} labels=${labels} />`;
}

/**
 * The first few alerts, whole.
 * @param {{ samples: SamplesView['samples'] }} props
 */
export function Samples({ samples }) {
  return html`<h2>Samples <span class="count">${samples.length}</span></h2>
    <div class="samples">
      ${samples.map((sample) => html`<${Card} key=${sample.fingerprint} sample=${sample} />`)}
    </div>`;
}

/** @param {{ sample: SamplesView['samples'][number] }} props */
function Card({ sample }) {
  const { labels, annotations, startsAt, generatorURL, fingerprint } = sample;
  const links = [
    ['Generator', webLink(generatorURL)],
    ['Runbook', webLink(annotations['runbook_url'])],
    ['Dashboard', webLink(annotations['dashboard_url'])],
  ].filter(([, href]) => href);
  return html`<article class="card" aria-label=${`Sample ${fingerprint}`}>
    <h3>${annotations['summary'] ?? labels['alertname']}</h3>
    ${annotations['description'] && html`<p>${annotations['description']}</p>`}
    <p class="sub">since ${stampText(Date.parse(startsAt))}, ${fingerprint}</p>
    ${
      links.length > 0 &&
      html`<p>
        ${links.map(([name, href]) => html`<a href=${href} rel="noreferrer noopener" target="_blank">${name}</a> `)}
      </p>`
    }
    <${Labels} labels=${labels} />
  </article>`;
}

/** @param {{ labels: Readonly<Record<string, string>> }} props */
function Labels({ labels }) {
  const pairs = Object.entries(labels);
  if (pairs.length === 0) return html`<p class="empty">None.</p>`;
  return html`<p class="labels">${pairs.map(([name, value]) => html`<code>${name}="${value}"</code> `)}</p>`;
}
