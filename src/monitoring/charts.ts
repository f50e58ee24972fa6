/**
 * Charts as SVG: a line with its band, bars with intervals, a heat map, and a reliability plot. Scales and paths come from d3; the markup
 * is ours, so that a chart follows the page's colours, in the dark too, and is read without colours: by dashes, shapes and figures.
 * Each has a title and a description; whoever shows one shows its table too.
 */

import { scaleBand, scaleLinear, scalePoint } from "d3-scale";
import { area, line } from "d3-shape";
import { html } from "hono/html";
import {
  axisName,
  BAND,
  type ChartOptions,
  DASHES,
  GRID,
  INNER,
  LINE,
  MARGIN,
  mark,
  svg,
  WHISKER,
  widthOf,
  yAxis,
} from "./shared/chart-parts.ts";

/** A chart as a file of its own: with the colours of the system, light or dark, and a size, without which some programs draw nothing. */
export function asFile(svg: string): string {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  return svg
    .replace('width="100%"', `width="${width}" height="${height}"`)
    .replace(">", "><style>svg { color: CanvasText; background: Canvas; color-scheme: light dark; }</style>");
}

/** A number of points over whole numbers, with an interval around the first series. */
export interface LineChart extends ChartOptions {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: readonly number[];
  /** Shares of 0 to 1, one a place of `x`; null is a gap, never a zero. Drawn with a line, dashes, dots, in this order. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  readonly band: readonly (readonly [low: number, high: number] | null)[];
  /** A level to compare with. */
  readonly reference?: { readonly name: string; readonly value: number };
}

/** Lines with a band. */
export function lineChart(chart: LineChart): Promise<string> {
  const { x, series, band, reference, xLabel, yLabel, format } = chart;
  const xs = scalePoint<number>(x, [INNER.left + 16, INNER.right - 16]);
  const ys = scaleLinear([0, 1], [INNER.bottom, INNER.top + 20]);
  const at = (index: number) => xs(x[index] as number) ?? 0;
  const path = (values: readonly (number | null)[]) =>
    line<number | null>(
      (_value, index) => at(index),
      (value) => ys(value ?? 0),
    ).defined((value) => value !== null)(values);
  const around = area<(typeof band)[number]>(
    (_value, index) => at(index),
    (value) => ys(value?.[0] ?? 0),
    (value) => ys(value?.[1] ?? 0),
  ).defined((value) => value !== null)(band);
  return svg(
    chart,
    html`${yAxis(ys, yLabel, format)}
${x.map((value) => html`<text x="${xs(value)}" y="${INNER.bottom + 20}" text-anchor="middle">${value}</text>`)}
${axisName(xLabel)}
<path class="band" ${BAND} d="${around}" />
${reference ? html`<line ${WHISKER} stroke-dasharray="1 3" x1="${INNER.left}" x2="${INNER.right}" y1="${ys(reference.value)}" y2="${ys(reference.value)}" /><text x="${INNER.right}" y="${ys(reference.value) - 5}" text-anchor="end">${reference.name}</text>` : ""}
${series.map(
  (
    { name, values },
    index,
  ) => html`<path class="line" ${LINE} stroke-dasharray="${DASHES[index % 4]}" d="${path(values)}" />
${values.map((value, place) => (value === null ? "" : mark(index, at(place), ys(value), `${name}, ${x[place]}: ${format.percent(value, 1)}`)))}`,
)}
${series.map(({ name }, index) => {
  const before = series.slice(0, index).reduce((sum, one) => sum + widthOf(one.name) + 60, 0);
  const left = INNER.left + 8 + before;
  return html`<line class="line" ${LINE} stroke-dasharray="${DASHES[index % 4]}" x1="${left}" x2="${left + 34}" y1="36" y2="36" />${mark(index, left + 17, 36, "")}<text x="${left + 42}" y="40">${name}</text>`;
})}`,
  );
}

/** Bars with intervals, one below the other. */
export interface BarChart extends ChartOptions {
  readonly xLabel: string;
  /** Shares of 0 to 1. */
  readonly bars: readonly {
    readonly name: string;
    readonly value: number;
    readonly interval: readonly [number, number];
  }[];
}

export function barChart(chart: BarChart): Promise<string> {
  const { bars, xLabel, format } = chart;
  const height = MARGIN.top + MARGIN.bottom + bars.length * 28;
  const left = 40 + Math.min(300, Math.max(...bars.map(({ name }) => name.length), 4) * 7);
  const most = Math.max(0.05, ...bars.map(({ interval }) => interval[1]));
  const xs = scaleLinear([0, most], [left, INNER.right]).nice();
  const ys = scaleBand(
    bars.map((_bar, index) => String(index)),
    [MARGIN.top, height - MARGIN.bottom],
  ).padding(0.35);
  return svg(
    chart,
    html`${xs
      .ticks(5)
      .map(
        (tick) =>
          html`<line ${GRID} x1="${xs(tick)}" x2="${xs(tick)}" y1="${MARGIN.top}" y2="${height - MARGIN.bottom}" /><text x="${xs(tick)}" y="${height - MARGIN.bottom + 18}" text-anchor="middle">${format.percent(tick)}</text>`,
      )}
${bars.map(({ name, value, interval: [low, high] }, index) => {
  const top = ys(String(index)) ?? 0;
  const middle = top + ys.bandwidth() / 2;
  return html`<text x="${left - 8}" y="${middle + 4}" text-anchor="end">${name}</text>
<rect x="${left}" y="${top}" width="${Math.max(0, xs(value) - left)}" height="${ys.bandwidth()}" fill="currentColor" fill-opacity="0.35"><title>${name}: ${format.percent(value, 1)}, ${format.percent(low, 1)} – ${format.percent(high, 1)}</title></rect>
<line ${WHISKER} x1="${xs(low)}" x2="${xs(high)}" y1="${middle}" y2="${middle}" /><line ${WHISKER} x1="${xs(low)}" x2="${xs(low)}" y1="${middle - 5}" y2="${middle + 5}" /><line ${WHISKER} x1="${xs(high)}" x2="${xs(high)}" y1="${middle - 5}" y2="${middle + 5}" />`;
})}
<text x="${(left + INNER.right) / 2}" y="${height - 12}" text-anchor="middle">${xLabel}</text>`,
    height,
  );
}

/** A share for each of two settings, written into its cell. */
export interface HeatMap extends ChartOptions {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** Shares of 0 to 1 by row, then column; null where nothing is known. */
  readonly cells: readonly (readonly (number | null)[])[];
  /** The cell that is in force: it has a frame. */
  readonly framed?: { readonly row: number; readonly column: number };
}

export function heatMap(chart: HeatMap): Promise<string> {
  const { columns, rows, cells, framed, xLabel, yLabel, format } = chart;
  const xs = scaleBand(columns, [INNER.left + 30, INNER.right]).padding(0.04);
  const ys = scaleBand(rows, [INNER.top, INNER.bottom]).padding(0.04);
  const [width, height] = [xs.bandwidth(), ys.bandwidth()];
  return svg(
    chart,
    html`${columns.map((name) => html`<text x="${(xs(name) ?? 0) + width / 2}" y="${INNER.bottom + 18}" text-anchor="middle">${name}</text>`)}
${rows.map((name) => html`<text x="${INNER.left + 24}" y="${(ys(name) ?? 0) + height / 2 + 4}" text-anchor="end">${name}</text>`)}
${cells.map((own, row) =>
  own.map((value, column) => {
    const [left, top] = [xs(columns[column] as string) ?? 0, ys(rows[row] as string) ?? 0];
    const isFramed = framed?.row === row && framed.column === column;
    return html`<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="currentColor" fill-opacity="${((value ?? 0) * 0.4).toFixed(3)}" stroke="currentColor" stroke-width="${isFramed ? 3 : 0.3}" /><text x="${left + width / 2}" y="${top + height / 2 + 4}" text-anchor="middle">${value === null ? "–" : format.percent(value)}</text>`;
  }),
)}
${axisName(xLabel)}<text transform="translate(16 ${(INNER.top + INNER.bottom) / 2}) rotate(-90)" text-anchor="middle">${yLabel}</text>`,
  );
}

/** How often answers of a score are right. */
export interface ReliabilityChart extends ChartOptions {
  readonly xLabel: string;
  readonly yLabel: string;
  /** Bins with answers: their mean score, share of right ones with its interval, and their number. */
  readonly bins: readonly {
    readonly score: number;
    readonly accuracy: number;
    readonly interval: readonly [number, number];
    readonly n: number;
  }[];
}

export function reliabilityChart(chart: ReliabilityChart): Promise<string> {
  const { bins, xLabel, yLabel, format } = chart;
  const xs = scaleLinear([0, 1], [INNER.left + 16, INNER.right - 16]);
  const ys = scaleLinear([0, 1], [INNER.bottom, INNER.top + 8]);
  return svg(
    chart,
    html`${yAxis(ys, yLabel, format)}
${xs.ticks(5).map((tick) => html`<text x="${xs(tick)}" y="${INNER.bottom + 20}" text-anchor="middle">${format.percent(tick)}</text>`)}
${axisName(xLabel)}
<line ${WHISKER} stroke-dasharray="2 4" x1="${xs(0)}" x2="${xs(1)}" y1="${ys(0)}" y2="${ys(1)}" />
${bins.map(
  ({ score, accuracy, interval: [low, high], n }) =>
    html`<line ${WHISKER} x1="${xs(score)}" x2="${xs(score)}" y1="${ys(low)}" y2="${ys(high)}" />${mark(0, xs(score), ys(accuracy), `${format.percent(score)}: ${format.percent(accuracy)}, n ${n}`)}<text x="${xs(score) + 8}" y="${ys(accuracy) - 6}">${n}</text>`,
)}`,
  );
}
