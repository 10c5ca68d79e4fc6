import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, CustomChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** What every chart has in common. */
export interface ChartText {
  readonly title: string;
  /** What the x axis counts, with its unit. */
  readonly xName: string;
  readonly yName: string;
}

/** CSS pixels, in which a README shows it. */
const width = 800;
const height = 400;

const colours = ['#0969da', '#bc4c00', '#1a7f37', '#8250df', '#bf3989', '#9a6700'] as const;
const ink = '#1f2328';
const faint = '#d8dee4';

/**
 * The chart as SVG. It has a background of its own, because a page may be white or dark. The same options give the same
 * text, byte for byte: a chart that did not change makes no change in the repository.
 */
export function draw(options: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...shared, ...options });
    return plain(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

const shared = {
  animation: false,
  backgroundColor: '#ffffff',
  color: [...colours],
  textStyle: { fontFamily: 'sans-serif', color: ink },
};

/** Title and legend above, axes with names. `legend` names the series; one alone is named by the title. */
export function frame({ title, xName, yName }: ChartText, legend: readonly string[]) {
  return {
    title: {
      text: title,
      left: 16,
      top: 12,
      textStyle: { fontSize: 16, color: ink, fontFamily: 'sans-serif' },
    },
    legend: { show: legend.length > 1, data: [...legend], left: 12, top: 40, textStyle: { color: ink } },
    grid: { left: 76, right: 28, top: legend.length > 1 ? 76 : 52, bottom: 56 },
    xAxis: { name: xName, nameLocation: 'middle', nameGap: 30, ...axis },
    yAxis: { name: yName, nameLocation: 'middle', nameGap: 56, ...axis },
  };
}

const axis = {
  nameTextStyle: { color: ink, fontSize: 13 },
  axisLabel: { color: ink, fontSize: 12, hideOverlap: true },
  axisLine: { lineStyle: { color: ink } },
  splitLine: { lineStyle: { color: faint } },
};

/** Without what only a page with a mouse needs; its class names carry a number that grows from chart to chart. */
function plain(svg: string): string {
  const bare = svg
    .replaceAll(/ class="[^"]*"/g, '')
    .replaceAll(/ pointer-events="[^"]*"/g, '')
    .replaceAll(/<style >.*?<\/style>|<style>.*?<\/style>/gs, '')
    .replaceAll(/\bzr\d+-/g, 'zr-');
  return `${bare.trim()}\n`;
}
