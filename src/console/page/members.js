import { useEffect, useState } from 'preact/hooks';

import { ask } from './fetched.js';
import { countText, stampText } from './format.js';
import { html } from './html.js';
import { Severity } from './storm-list.js';

/**
 * @typedef {{
 *   fingerprint: string, startsAt: string, endsAt?: string, arrivedAt: string, deliveries: number, severity: string,
 *   resource: { kind: string, namespace?: string, name: string }, flapping?: true, alertname?: string, reason?: string,
 * }} Member
 */
/** @typedef {{ alerts: readonly Member[], cursor?: string }} Page */

const pageSize = 25;
const settleMs = 400;

/**
 * A storm's alerts, page by page, and the search among all of them.
 * @param {{ id: string, alerts: number, ended: number }} props
 */
export function Members({ id, alerts, ended }) {
  const [query, setQuery] = useState({ q: '', status: '' });
  const { page, problem, more } = useMembers(id, query, `${alerts} ${ended}`);
  const shown = page?.alerts ?? [];
  const pick =
    (/** @type {string} */ name) =>
    (/** @type {{ target: HTMLInputElement }} */ { target }) =>
      setQuery({ ...query, [name]: target.value });
  return html`<section aria-labelledby="members">
    <h2 id="members">Alerts <span class="count">${countText(alerts)}</span></h2>
    <div class="tools">
      <input
        type="search"
        aria-label="Search the alerts"
        placeholder="Search: name, resource, fingerprint…"
        value=${query.q}
        onInput=${pick('q')}
      />
      <select aria-label="Which alerts" value=${query.status} onChange=${pick('status')}>
        <option value="">all</option>
        <option value="firing">firing</option>
        <option value="resolved">ended</option>
      </select>
    </div>
    ${problem && html`<p class="trouble" role="alert">${problem}</p>`}
    ${shown.length > 0 && html`<${Table} members=${shown} />`}
    ${page && shown.length === 0 && html`<p class="empty">No alert fits.</p>`}
    ${page?.cursor && html`<p><button type="button" onClick=${more}>More alerts</button></p>`}
  </section>`;
}

/**
 * The pages so far. They are read anew when alerts have come or ended, unless somebody has paged on.
 * @param {string} id
 * @param {{ q: string, status: string }} query
 * @param {string} version
 */
function useMembers(id, { q, status }, version) {
  const [page, setPage] = useState(/** @type {Page | undefined} */ (undefined));
  const [problem, setProblem] = useState('');
  const [paged, setPaged] = useState(false);
  const url = (/** @type {string | undefined} */ cursor) => {
    const parameters = Object.entries({ q, status, cursor, limit: String(pageSize) }).filter(
      ([, value]) => value,
    );
    return `/api/v1/storms/${id}/alerts?${new URLSearchParams(/** @type {[string, string][]} */ (parameters))}`;
  };
  useEffect(() => setPaged(false), [q, status]);
  useEffect(() => {
    if (paged) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      upTo(pageSize, url, undefined, stop.signal)
        .then((read) => (setPage(read), setProblem('')))
        .catch((error) => stop.signal.aborted || setProblem(error.message));
    }, settleMs);
    return () => (stop.abort(), clearTimeout(timer));
  }, [id, q, status, version, paged]);
  const more = async () => {
    setPaged(true);
    try {
      const next = await upTo(pageSize, url, page?.cursor);
      setPage({ ...next, alerts: [...(page?.alerts ?? []), ...next.alerts] });
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
    }
  };
  return { page, problem, more };
}

/**
 * A search looks through so many alerts a request and may find none in them: it goes on until there is something to show.
 * @param {number} wanted
 * @param {(cursor: string | undefined) => string} url
 * @param {string | undefined} cursor
 * @param {AbortSignal} [signal]
 * @returns {Promise<Page>}
 */
async function upTo(wanted, url, cursor, signal) {
  /** @type {Member[]} */
  const found = [];
  let next = cursor;
  do {
    const page = await ask(url(next), (response) => /** @type {Promise<Page>} */ (response.json()), signal);
    found.push(...page.alerts);
    next = page.cursor;
  } while (next && found.length < wanted);
  return next ? { alerts: found, cursor: next } : { alerts: found };
}

/**
 * With what each alert is called, and why it is there, where alerts of several names share the storm.
 * @param {{ members: readonly Member[] }} props
 */
function Table({ members }) {
  const named = members.some(({ alertname }) => alertname);
  return html`<table class="rows">
    <thead>
      <tr>
        ${['Severity', named ? 'Alert' : 'Resource', 'Started', 'Ended', 'Deliveries', 'Fingerprint'].map(
          (head) => html`<th scope="col">${head}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${members.map(
        (member) =>
          html`<tr key=${`${member.fingerprint}@${member.startsAt}`}>
            <td><${Severity} name=${member.severity} /></td>
            <td class="pattern"><${About} member=${member} /></td>
            <td class="number" data-label="since">${stampText(Date.parse(member.startsAt))}</td>
            <td class="number" data-label="ended">
              ${member.endsAt && stampText(Date.parse(member.endsAt))}
            </td>
            <td class="number" data-label="deliveries">${countText(member.deliveries)}</td>
            <td><code>${member.fingerprint}</code></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/**
 * What an alert is called, what it is about, and why it is in this storm, as far as that is not the storm's own name.
 * @param {{ member: Member }} props
 */
function About({ member: { alertname, resource, reason, flapping } }) {
  const about = html`${resourceText(resource)}${flapping && html`<span class="sub"> flaps</span>`}`;
  if (!alertname) return about;
  return html`${alertname}<span class="below">${about}</span>
    ${reason && html`<span class="below sub">${reason}</span>`}`;
}

/** @param {Member['resource']} resource */
function resourceText({ kind, namespace, name }) {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
