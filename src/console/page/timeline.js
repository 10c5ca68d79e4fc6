import { useEffect, useRef, useState } from 'preact/hooks';

import { counted, spanText } from './format.js';
import { html } from './html.js';

/** @typedef {import('../views.ts').Timeline} TimelineView */
/** @typedef {typeof import('uplot')} Plot */

const height = 180;

/**
 * When a storm's alerts arrived, as bars over its window.
 * @param {{ timeline: TimelineView }} props
 */
export function Timeline({ timeline }) {
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const Plot = usePlot();
  const theme = useColours();
  const { binMs, bins } = timeline;
  const latest = JSON.stringify(timeline);
  useEffect(() => {
    const target = place.current;
    if (!Plot || !target) return undefined;
    const plot = new Plot(optionsOf(Plot, target.clientWidth), dataOf(timeline), target);
    const observer = new ResizeObserver(() => plot.setSize({ width: target.clientWidth, height }));
    observer.observe(target);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [Plot, theme, latest]);
  const total = bins.reduce((sum, n) => sum + n, 0);
  const said = `${counted(total, 'alert')}, in bars of ${spanText(binMs)}; at most ${Math.max(0, ...bins)} in one.`;
  return html`<div class="plot">
    <div ref=${place} role="img" aria-label=${`Arrivals: ${said}`}></div>
    <p class="sub">${said}</p>
  </div>`;
}

/**
 * @param {TimelineView} timeline
 * @returns {import('uplot').AlignedData}
 */
function dataOf({ from, until, binMs, bins }) {
  const count = Math.max(bins.length, Math.ceil((until - from) / binMs), 1);
  const times = Array.from({ length: count }, (_, i) => (from + (i + 0.5) * binMs) / 1000);
  return [times, times.map((_, i) => bins[i] ?? 0)];
}

/**
 * @param {Plot} Plot
 * @param {number} width
 * @returns {import('uplot').Options}
 */
function optionsOf(Plot, width) {
  const [ink, line, accent] = ['--muted', '--line', '--accent'].map(colour);
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line } };
  return {
    width,
    height,
    legend: { show: false },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high)] } },
    axes: [
      { ...axis, space: 80, values: (_plot, times) => times.map(clockText) },
      { ...axis, size: 44, incrs: wholeSteps },
    ],
    series: [
      {},
      {
        fill: accent,
        stroke: accent,
        width: 0,
        points: { show: false },
        paths: Plot.paths.bars?.({ size: [0.9, 40] }),
      },
    ],
  };
}

/**
 * As everywhere on the page: UTC, and all 24 hours.
 * @param {number} seconds
 */
function clockText(seconds) {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

/** There are no halves of alerts. */
const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000];

/** The library is as large as all the rest of the page: only who looks at a plot gets it. */
function usePlot() {
  const [plot, setPlot] = useState(/** @type {{ Plot?: Plot }} */ ({}));
  useEffect(() => {
    void loadPlot().then((Plot) => setPlot({ Plot }));
  }, []);
  return plot.Plot;
}

/** @type {Promise<Plot> | undefined} */
let loading;

/** @returns {Promise<Plot>} */
function loadPlot() {
  loading ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement('link'), {
      rel: 'stylesheet',
      href: '/assets/lib/uplot.css',
    });
    const script = Object.assign(document.createElement('script'), { src: '/assets/lib/uplot.js' });
    script.addEventListener('load', () => resolve(/** @type {any} */ (window).uPlot));
    script.addEventListener('error', () => reject(new Error('the plot could not be loaded')));
    document.head.append(style, script);
  });
  return loading;
}

/** Changes with the theme: a canvas does not follow by itself. */
function useColours() {
  const [ink, setInk] = useState(colour('--ink'));
  useEffect(() => {
    const look = () => setInk(colour('--ink'));
    const media = matchMedia('(prefers-color-scheme: dark)');
    const observer = new MutationObserver(look);
    media.addEventListener('change', look);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      media.removeEventListener('change', look);
      observer.disconnect();
    };
  }, []);
  return ink;
}

/**
 * As a canvas takes it: what stands in the stylesheet is a choice of two.
 * @param {string} name
 */
function colour(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
