import { type ChartText, draw, frame } from './draw.ts';

interface LineSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChartOptions extends ChartText {
  readonly series: readonly LineSeries[];
  /** Axes that are logarithmic; what is 0 or less has no place on them. */
  readonly log?: 'x' | 'y' | 'both';
  /** Marks every point: for few measured ones. */
  readonly dots?: boolean;
}

/** A line for each series, as SVG. A linear y axis begins at 0. */
export function lineChart(options: LineChartOptions): string {
  const { series, log, dots = false } = options;
  const { xAxis, yAxis, ...rest } = frame(
    options,
    series.map(({ name }) => name),
  );
  return draw({
    ...rest,
    xAxis: { ...xAxis, ...scale(log === 'x' || log === 'both'), splitLine: { show: false } },
    yAxis: { ...yAxis, ...scale(log === 'y' || log === 'both') },
    series: series.map(({ name, points }) => ({
      ...{ type: 'line', name, showSymbol: dots, symbol: 'circle', symbolSize: 6, lineStyle: { width: 1.5 } },
      data: points.map((point) => [...point]),
    })),
  });
}

function scale(isLog: boolean) {
  return isLog ? { type: 'log' } : { type: 'value' };
}
