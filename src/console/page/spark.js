import { html } from './html.js';

const [barWidth, height] = [4, 22];

/**
 * Arrivals over the window, as small bars. Next to the number that says the same: a reader for the blind skips it.
 * @param {{ bars: readonly number[] }} props
 */
export function Spark({ bars }) {
  const highest = Math.max(1, ...bars);
  const drawn = bars.map((n, i) => {
    // What is not nothing can be seen.
    const tall = n === 0 ? 0 : Math.max(2, (n / highest) * height);
    return tall === 0
      ? null
      : html`<rect x=${i * barWidth} y=${height - tall} width=${barWidth - 1} height=${tall} />`;
  });
  return html`<svg class="spark" viewBox=${`0 0 ${bars.length * barWidth} ${height}`} aria-hidden="true">
    ${drawn}
  </svg>`;
}
