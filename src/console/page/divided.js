import { countText, counted } from './format.js';
import { html } from './html.js';
import { List, Pattern, Severity } from './storm-list.js';

/**
 * The storms that one was divided into.
 * @param {{ divided: import('../views.ts').Divided }} props
 */
export function DividedStorms({ divided }) {
  const { total, storms, carried } = divided;
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
  const later = `${counted(carried, 'alert')} went over into the next storm of the scope: what caused them began too late.`;
  return html`${carried > 0 && html`<p class="note">${later}</p>`}
    <${List}
      title="Divided by cause"
      section=${{ total, found: total, storms }}
      heads=${['Severity', 'Cause', 'Alerts', 'State', 'Resource']}
      rows=${rows}
      empty="Its storms are no longer kept."
    />`;
}
