import { describe, expect, it } from 'vitest';

import { barChart } from '../../scripts/charts/bar.ts';
import { lineChart } from '../../scripts/charts/line.ts';

const text = { title: 'Memory <of> each', xName: 'minutes', yName: 'MiB' };
const series = [
  {
    name: 'intake',
    points: [
      [0, 1],
      [1, 1000],
    ] as const,
  },
  {
    name: 'worker',
    points: [
      [0, 2],
      [1, 3],
    ] as const,
  },
];
const spread = (value: number) => ({ value, min: value - 10, max: value + 20 });
const bars = { ...text, categories: ['small', 'large'] };

/** What is written in a chart. */
function words(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, word = '']) => word);
}

/** The vertical strokes of its whiskers: where each begins and ends, from above. */
function whiskers(svg: string): { x: string; from: number; to: number }[] {
  const strokes = svg.matchAll(/<path d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"[^>]*stroke-width="1.5"/g);
  return [...strokes]
    .filter(([, x1, , x2]) => x1 === x2)
    .map(([, x = '', y1, , y2]) => ({ x, from: Number(y1), to: Number(y2) }));
}

describe('a chart', () => {
  it('is the same text for the same figures, also as the second one of a process', () => {
    expect(lineChart({ ...text, series })).toBe(lineChart({ ...text, series }));
    const once = { ...bars, series: [{ name: 'a', values: [spread(100), spread(900)] }] };
    expect(barChart(once)).toBe(barChart(once));
  });

  it('can be read on any page: it has a background, and fonts that are everywhere', () => {
    const svg = lineChart({ ...text, series });
    expect(svg).toMatch(/^<svg width="800" height="400"/);
    expect(svg).toContain('<rect width="800" height="400" x="0" y="0" fill="#ffffff">');
    expect(new Set(svg.match(/font-family:[^;"]*/g))).toEqual(new Set(['font-family:sans-serif']));
  });

  it('is named, and so are its axes and series', () => {
    expect(words(lineChart({ ...text, series }))).toEqual(
      expect.arrayContaining(['Memory &lt;of&gt; each', 'minutes', 'MiB', 'intake', 'worker']),
    );
  });

  it('has no legend where its title says all', () => {
    expect(words(lineChart({ ...text, series: series.slice(0, 1) }))).not.toContain('intake');
  });
});

describe('a line chart', () => {
  it('goes up in powers of ten where it is logarithmic', () => {
    expect(words(lineChart({ ...text, series, log: 'y' }))).toEqual(
      expect.arrayContaining(['1', '10', '100', '1,000']),
    );
  });
});

describe('a bar chart', () => {
  const values = [spread(100), spread(100)];

  it('shows the spread of each bar, on the bar that it belongs to', () => {
    const drawn = whiskers(
      barChart({
        ...bars,
        series: [
          { name: 'a', values },
          { name: 'b', values },
        ],
      }),
    );
    expect(drawn).toHaveLength(4);
    expect(new Set(drawn.map(({ x }) => x)).size).toBe(4);
    for (const { from, to } of drawn) expect(from).toBeGreaterThan(to);
  });

  it('begins at the power of ten below, where it is logarithmic', () => {
    const small = [spread(30), spread(3000)];
    expect(words(barChart({ ...bars, log: 'y', series: [{ name: 'a', values: small }] }))).toEqual(
      expect.arrayContaining(['10', '10,000', 'small', 'large']),
    );
  });
});
