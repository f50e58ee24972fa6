/**
 * Charts as SVG: a line with its band, bars with intervals, a heat map, and a reliability plot. Scales and paths come from d3; the markup
 * is ours, so that a chart follows the page's colours, in the dark too, and is read without colours: by dashes, shapes and figures.
 * Each has a title and a description; whoever shows one shows its table too.
 */

import { scaleBand, scaleLinear, scalePoint } from "d3-scale";
import { area, line } from "d3-shape";
import { html, raw } from "hono/html";
import type { Format } from "../i18n/format.ts";

type Markup = ReturnType<typeof html>;

interface ChartOptions {
  /** Unique on its page. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, in a sentence or two, for those who do not see it. */
  readonly description: string;
  readonly format: Format;
}

const WIDTH = 640;
const HEIGHT = 360;
const MARGIN = { top: 48, right: 24, bottom: 52, left: 64 };
const INNER = {
  left: MARGIN.left,
  right: WIDTH - MARGIN.right,
  top: MARGIN.top,
  bottom: HEIGHT - MARGIN.bottom,
};
/** Presentation attributes in place of a style sheet: the page's policy allows none inside a document. */
const GRID = raw('stroke="currentColor" stroke-opacity="0.2"');
const LINE = raw('fill="none" stroke="currentColor" stroke-width="2"');
const BAND = raw('fill="currentColor" fill-opacity="0.15"');
const WHISKER = raw('stroke="currentColor" stroke-width="1.5"');

/** A chart as a file of its own: with the colours of the system, light or dark. */
export function asFile(svg: string): string {
  return svg.replace(
    ">",
    "><style>svg { color: CanvasText; background: Canvas; color-scheme: light dark; }</style>",
  );
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

const DASHES = ["", "7 5", "2 4", "12 4 2 4"];
const SHAPES = [circle, square, triangle, diamond];

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
  const left = INNER.left + 8 + index * 150;
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

async function svg(
  { id, title, description }: ChartOptions,
  content: Markup,
  height = HEIGHT,
): Promise<string> {
  const markup =
    await html`<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${WIDTH} ${height}" width="100%" fill="currentColor" font-family="system-ui, sans-serif" font-size="13" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title>
<desc id="${id}-description">${description}</desc>
<text font-size="15" font-weight="600" x="8" y="20">${title}</text>
${content}
</svg>`;
  return String(markup);
}

function yAxis(ys: (value: number) => number, name: string, format: Format): Markup {
  return html`${[0, 0.25, 0.5, 0.75, 1].map(
    (tick) =>
      html`<line ${GRID} x1="${INNER.left}" x2="${INNER.right}" y1="${ys(tick)}" y2="${ys(tick)}" /><text x="${INNER.left - 8}" y="${ys(tick) + 4}" text-anchor="end">${format.percent(tick)}</text>`,
  )}<text transform="translate(16 ${(INNER.top + INNER.bottom) / 2}) rotate(-90)" text-anchor="middle">${name}</text>`;
}

const axisName = (name: string) =>
  html`<text x="${(INNER.left + INNER.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${name}</text>`;

/** A shape of its own for each series. */
function mark(series: number, x: number, y: number, title: string): Markup {
  const shape = SHAPES[series % SHAPES.length] as (typeof SHAPES)[number];
  return html`<path class="mark" fill="currentColor" stroke="Canvas" d="${shape(x, y)}">${title === "" ? "" : html`<title>${title}</title>`}</path>`;
}

function circle(x: number, y: number): string {
  return `M${x - 4.5} ${y}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z`;
}
function square(x: number, y: number): string {
  return `M${x - 4} ${y - 4}h8v8h-8z`;
}
function triangle(x: number, y: number): string {
  return `M${x} ${y - 5}l5 9h-10z`;
}
function diamond(x: number, y: number): string {
  return `M${x} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`;
}
