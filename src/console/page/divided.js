import { countText } from './format.js';
import { html } from './html.js';
import { List, Pattern, Severity } from './storm-list.js';

/** @typedef {import('../views.ts').StormRow} StormRow */

/**
 * The storms that one was divided into.
 * @param {{ divided: { total: number, storms: readonly StormRow[] } }} props
 */
export function DividedStorms({ divided }) {
  const { total, storms } = divided;
  const rows = storms.map(
    (storm) =>
      html`<tr key=${storm.id}>
        <td><${Severity} name=${storm.severity} /></td>
        <${Pattern} storm=${storm} />
        <td class="number" data-label="alerts">${countText(storm.alerts)}</td>
        <td><span class=${`state ${storm.state}`}>${storm.state}</span></td>
        <td><code>${storm.resourceName}</code></td>
      </tr>`,
  );
  return html`<${List}
    title="Divided by cause"
    section=${{ total, found: total, storms }}
    heads=${['Severity', 'Cause', 'Alerts', 'State', 'Resource']}
    rows=${rows}
    empty="Its storms are no longer kept."
  />`;
}
