import { countText, counted, reductionText, spanText } from './format.js';
import { html } from './html.js';

/**
 * The front row: the numbers that matter, each with what it is of.
 * @param {{ numbers: import('../views.ts').Numbers }} props
 */
export function NumberRow({ numbers }) {
  const { received, rejected, fired, repeated, opened, submitted, pending, dead } = numbers;
  const oldestMs = numbers.oldestUnsubmittedSeconds * 1000;
  const reduction = reductionText(numbers);
  const waiting = [pending && `${countText(pending)} to fold`, dead && `${countText(dead)} in failed jobs`];
  return html`<dl class="numbers">
    <${Tile}
      name="Alerts in"
      value=${countText(received)}
      sub=${[...waiting, rejected && `${countText(rejected)} rejected`].filter(Boolean).join(', ') || 'all folded'}
      bad=${dead > 0}
    />
    <${Tile}
      name="Repeats absorbed"
      value=${countText(repeated)}
      sub=${`of ${counted(fired, 'firing alert')}`}
    />
    <${Tile}
      name="Storms out"
      value=${countText(submitted)}
      sub=${`submitted, of ${countText(opened)} opened`}
    />
    <${Tile}
      name="Reduction"
      value=${reduction ?? '–'}
      sub=${reduction ? `${counted(opened, 'storm')} from ${counted(fired, 'firing alert')}` : 'no firing alerts yet'}
    />
    <${Tile}
      name="Oldest unsubmitted storm"
      value=${oldestMs > 0 ? spanText(oldestMs) : 'none'}
      sub=${oldestMs > 0 ? 'past its deadline' : 'nothing is late'}
      bad=${oldestMs > 60_000}
    />
  </dl>`;
}

/** @param {{ name: string, value: string, sub: string, bad?: boolean }} props */
function Tile({ name, value, sub, bad = false }) {
  return html`<div>
    <dt>${name}</dt>
    <dd><span class=${bad ? 'n bad' : 'n'}>${value}</span></dd>
    <dd class="sub">${sub}</dd>
  </div>`;
}
