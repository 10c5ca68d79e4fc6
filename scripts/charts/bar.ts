import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemReturn } from 'echarts';

import { type ChartText, draw, frame } from './draw.ts';

/** What was measured several times: the bar is as high as `value`, its whisker goes from `min` to `max`. */
interface Measured {
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

interface BarSeries {
  readonly name: string;
  /** One for each category. */
  readonly values: readonly Measured[];
}

export interface BarChartOptions extends ChartText {
  readonly categories: readonly string[];
  readonly series: readonly BarSeries[];
  readonly log?: 'y';
}

/** For each category a bar of each series, with its spread, as SVG. */
export function barChart(options: BarChartOptions): string {
  const { categories, series, log } = options;
  const { xAxis, yAxis, ...rest } = frame(
    options,
    series.map(({ name }) => name),
  );
  return draw({
    ...rest,
    xAxis: { ...xAxis, type: 'category', data: [...categories] },
    yAxis: { ...yAxis, ...(log === 'y' ? { type: 'log', min: floorOf(series) } : { type: 'value' }) },
    series: [
      ...series.map(({ name, values }) => ({
        ...{ type: 'bar', name, barMaxWidth, barGap, barCategoryGap },
        data: values.map(({ value }) => value),
      })),
      ...series.map((one, index) => whiskers(one, index, series.length)),
    ],
  });
}

const barMaxWidth = 60;
const barGap = '20%';
const barCategoryGap = '30%';

/** A bar on a logarithmic axis has no bottom of its own: it stands on the power of ten below all of them. */
function floorOf(series: readonly BarSeries[]): number {
  const least = Math.min(...series.flatMap(({ values }) => values.map(({ min }) => min)));
  return 10 ** Math.floor(Math.log10(least));
}

function whiskers({ values }: BarSeries, index: number, count: number) {
  return {
    type: 'custom',
    z: 10,
    renderItem: (_: unknown, api: CustomSeriesRenderItemAPI) => whisker(api, index, count),
    data: values.map(({ min, max }, category) => [category, min, max]),
    encode: { x: 0, y: [1, 2] },
  };
}

function whisker(api: CustomSeriesRenderItemAPI, index: number, count: number): CustomSeriesRenderItemReturn {
  // As the bars themselves are laid out; a whisker beside its bar would be another's.
  const offset = api.barLayout({ count, barMaxWidth, barGap, barCategoryGap })?.[index]?.offsetCenter ?? 0;
  const [x = 0, bottom = 0] = api.coord([api.value(0), api.value(1)]);
  const [, top = 0] = api.coord([api.value(0), api.value(2)]);
  const at = x + offset;
  return {
    type: 'group',
    children: [
      stroke(at, bottom, at, top),
      stroke(at - 5, bottom, at + 5, bottom),
      stroke(at - 5, top, at + 5, top),
    ],
  };
}

function stroke(x1: number, y1: number, x2: number, y2: number) {
  return { type: 'line' as const, shape: { x1, y1, x2, y2 }, style: { stroke: '#1f2328', lineWidth: 1.5 } };
}
