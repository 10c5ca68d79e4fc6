import { counted, countText, kindsText, leftText, spanText, stampText } from './format.js';
import { html } from './html.js';
import { Retry } from './retry.js';
import { Spark } from './spark.js';
import { List, Pattern, Severity, nameHead } from './storm-list.js';

/** @typedef {import('../views.ts').StormRow} StormRow */
/** @typedef {import('../views.ts').Section} Section */
/** @typedef {import('../views.ts').LetterRow} LetterRow */

/** @param {{ section: Section, now: number }} props */
export function OpenStorms({ section, now }) {
  const rows = section.storms.map((storm) => {
    const { id, severity, alerts, deliveries, kinds = [], spark = [], openedAt, sealAt } = storm;
    const span = Math.max(1, sealAt - openedAt);
    return html`<tr key=${id}>
      <td><${Severity} name=${severity} /></td>
      <${Pattern} storm=${storm} />
      <td
        class="number"
        data-label="alerts"
        title=${`${counted(deliveries, 'delivery', 'deliveries')}, repeats included`}
      >
        ${countText(alerts)}<${Spark} bars=${spark} />
      </td>
      <td>${kindsText(kinds)}</td>
      <td class="number" data-label="seals in" title=${`deadline ${stampText(sealAt)}`}>
        ${leftText(sealAt - now)}
        <progress
          max=${span}
          value=${Math.min(span, Math.max(0, now - openedAt))}
          aria-label="of its window"
        ></progress>
      </td>
    </tr>`;
  });
  const heads = ['Severity', nameHead(section), 'Alerts', 'Affected', 'Seals in'];
  return html`<${List}
    title="Open"
    section=${section}
    heads=${heads}
    rows=${rows}
    empty="No storm is open."
  />`;
}

/** @param {{ section: Section, now: number }} props */
export function SealedStorms({ section, now }) {
  const rows = section.storms.map((storm) => {
    const { sealedAt = storm.sealAt } = storm;
    return html`<tr key=${storm.id}>
      <td><${Severity} name=${storm.severity} /></td>
      <${Pattern} storm=${storm} />
      <td class="number" data-label="alerts">${countText(storm.alerts)}</td>
      <td class="number" data-label="waits for" title=${stampText(sealedAt)}>${spanText(now - sealedAt)}</td>
    </tr>`;
  });
  const heads = ['Severity', nameHead(section), 'Alerts', 'Waiting for'];
  return html`<${List}
    title="Sealed, waiting to be submitted"
    section=${section}
    heads=${heads}
    rows=${rows}
    empty="Nothing waits."
  />`;
}

/** @param {{ section: Section, letters: readonly LetterRow[], now: number }} props */
export function FailedStorms({ section, letters, now }) {
  const storms = section.storms.map((storm) => {
    return html`<tr key=${storm.id}>
      <td><${Severity} name=${storm.severity} /></td>
      <${Pattern} storm=${storm} />
      <td class="number" data-label="alerts">${countText(storm.alerts)}</td>
      <td>${storm.reason}</td>
      <td><${Retry} id=${storm.id} what=${storm.pattern} /></td>
    </tr>`;
  });
  const jobs = letters.map(({ queue, jobId, pattern, alerts, failedAt, reason }) => {
    return html`<tr key=${jobId}>
      <td class="muted" title=${stampText(failedAt)}>${spanText(now - failedAt)} ago</td>
      <td class="pattern">
        <a href=${`/queues/queue/${queue}/${encodeURIComponent(jobId)}`}>${pattern}</a>
        <span class="sub"> not folded</span>
      </td>
      <td class="number" data-label="alerts">${countText(alerts)}</td>
      <td>${reason}</td>
      <td><${Retry} id=${jobId} what=${pattern} /></td>
    </tr>`;
  });
  const heads = ['Severity', nameHead(section), 'Alerts', 'Reason', ''];
  const [total, found] = [section.total, section.found].map((n) => n + letters.length);
  return html`<${List}
    title="Failed"
    section=${{ total, found, storms: [...section.storms, ...letters] }}
    heads=${heads}
    rows=${[...storms, ...jobs]}
    empty="Nothing failed."
  />`;
}

/** @param {{ section: Section, now: number }} props */
export function SubmittedStorms({ section, now }) {
  const rows = section.storms.map((storm) => {
    const { id, severity, alerts, resourceName, sealAt, submittedAt = sealAt } = storm;
    return html`<tr key=${id}>
      <td><${Severity} name=${severity} /></td>
      <${Pattern} storm=${storm} />
      <td class="number" data-label="alerts">${countText(alerts)}</td>
      <td><code>${resourceName}</code></td>
      <td class="number" data-label="took">${spanText(submittedAt - (storm.sealedAt ?? sealAt))}</td>
      <td class="number" title=${stampText(submittedAt)}>${spanText(now - submittedAt)} ago</td>
    </tr>`;
  });
  const heads = ['Severity', nameHead(section), 'Alerts', 'Resource', 'Seal to resource', 'Submitted'];
  return html`<${List}
    title="Submitted"
    section=${section}
    heads=${heads}
    rows=${rows}
    empty="No storm was submitted yet."
  />`;
}
