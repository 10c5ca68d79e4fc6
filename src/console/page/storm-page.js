import { DividedStorms } from './divided.js';
import { counted, countText, kindsText, leftText, spanText, stampText } from './format.js';
import { Frame } from './frame.js';
import { html } from './html.js';
import { useLive, useNow } from './live.js';
import { Members } from './members.js';
import { Resource } from './resource.js';
import { Retry } from './retry.js';
import { CommonLabels, Samples } from './samples.js';
import { Severity } from './storm-list.js';
import { Timeline } from './timeline.js';

/** @typedef {import('../views.ts').StormPageView} View */

/**
 * One storm, live.
 * @param {{ id: string }} props
 */
export function StormPage({ id }) {
  const live = useLive(`/console/storms/${id}`, ['storm', 'samples', 'gone']);
  const now = useNow() + live.offsetMs;
  /** @type {View | undefined} */
  const view = live.data['storm'];
  const title = view?.storm.cause ?? view?.storm.pattern ?? 'Storm';
  if (!view) {
    const text = live.data['gone']
      ? `There is no storm ${id}. Submitted storms are forgotten after a while.`
      : 'Looking…';
    return html`<${Frame} title=${title} live=${live}
      ><h1>Storm</h1>
      <p class="empty">${text}</p><//
    >`;
  }
  const { storm, timeline, kinds, divided } = view;
  const samples = live.data['samples'];
  return html`<${Frame} title=${title} live=${live}>
    <p class="muted"><a href="/">All storms</a> / ${id}</p>
    <h1><bdi>${title}</bdi> <span class=${`state ${storm.state}`}>${storm.state}</span></h1>
    ${live.data['gone'] && html`<p class="trouble">This storm is no longer kept.</p>`}
    ${
      storm.state === 'failed' &&
      html`<p class="trouble">${storm.reason} <${Retry} id=${id} what=${title} /></p>`
    }
    ${storm.isScope && !divided && html`<p class="note">${undividedText}</p>`}
    <${Facts} storm=${storm} kinds=${kinds} now=${now} />
    ${
      divided
        ? html`<${DividedStorms} divided=${divided} />`
        : html`<h2>Arrivals</h2>
            <${Timeline} timeline=${timeline} />
            <${Resource} id=${id} state=${storm.state} />
            ${samples && html`<${CommonLabels} labels=${samples.common} />`}
            <${Members}
              id=${id}
              alerts=${storm.alerts + storm.joined}
              ended=${storm.resolved + storm.endedLate}
            />
            ${samples && html`<${Samples} samples=${samples.samples} />`}`
    }
  <//>`;
}

const undividedText =
  'Divided by cause at its end: then each cause of these alerts gets a storm and a resource of its own.';

/** @param {{ storm: View['storm'], kinds: View['kinds'], now: number }} props */
function Facts({ storm, kinds, now }) {
  const { alerts, deliveries, resolved, openedAt, submittedAt } = storm;
  const late = [
    storm.joined && `${countText(storm.joined)} joined after the seal`,
    storm.endedLate && `${countText(storm.endedLate)} ended after it`,
    storm.flapping && `${countText(storm.flapping)} flap`,
    storm.truncated && 'the sender cut alerts off',
  ].filter(Boolean);
  const facts = [
    storm.cause !== undefined && [
      'Cause',
      `${storm.cause} (${storm.causeKind}, ${counted(storm.patterns ?? 0, 'pattern')})`,
    ],
    storm.cause !== undefined && storm.cause !== storm.pattern && ['Pattern', storm.pattern],
    ['Severity', html`<${Severity} name=${storm.severity} />`],
    ['Alerts', `${countText(alerts)} from ${counted(deliveries, 'delivery', 'deliveries')}`],
    ['Ended', countText(resolved)],
    storm.state !== 'divided' && ['Affected', kindsText(kinds) || '–'],
    ['Opened', stampText(openedAt)],
    [storm.sealedAt === undefined ? 'Seals in' : 'Sealed', sealText(storm, now)],
    submittedAt !== undefined && [
      'Submitted',
      `${stampText(submittedAt)}, after ${spanText(submittedAt - (storm.sealedAt ?? submittedAt))}`,
    ],
    storm.resourceName && ['Resource', html`<code>${storm.resourceName}</code>`],
    storm.rule && ['Rule', storm.rule],
    storm.reason && storm.state !== 'failed' && ['Reason', storm.reason],
    late.length > 0 && ['Besides', late.join(', ')],
    storm.scopeId && ['Divided from', html`<a href=${`/storms/${storm.scopeId}`}>${storm.scopeId}</a>`],
    storm.previousId && [
      'Storm before',
      html`<a href=${`/storms/${storm.previousId}`}>${storm.previousId}</a>`,
    ],
    ['Queues', storm.jobs.map(({ title, path }) => html`<a href=${path}>${title}</a> `)],
    storm.requestId && ['Opened by request', html`<code>${storm.requestId}</code>`],
  ].filter(Array.isArray);
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/**
 * @param {View['storm']} storm
 * @param {number} now
 */
function sealText({ sealedAt, sealAt, sealReason }, now) {
  if (sealedAt === undefined) return leftText(sealAt - now);
  return `${stampText(sealedAt)}${sealReason ? ` (${sealReason})` : ''}`;
}
