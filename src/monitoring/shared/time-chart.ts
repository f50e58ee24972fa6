/** Values over time with their intervals: a step without data is a gap, and what changed meanwhile is marked. */

import { scaleLinear, scalePoint } from "d3-scale";
import { line } from "d3-shape";
import { html } from "hono/html";
import {
  type ChartOptions,
  DASHES,
  GRID,
  INNER,
  LINE,
  MARGIN,
  type Markup,
  mark,
  svg,
  WHISKER,
} from "./chart-parts.ts";

export interface TimePoint {
  readonly value: number;
  /** Null where nothing bounds it. */
  readonly interval: readonly [low: number, high: number] | null;
}

export interface TimeChart extends ChartOptions {
  readonly yLabel: string;
  /** The highest value of the axis; left out for that of the data. */
  readonly most?: number;
  /** A value as people read it. */
  readonly write: (value: number) => string;
  /** The same for the axis; left out for `write`. */
  readonly writeTick?: (value: number) => string;
  /** All steps of the period, e.g. "3 Nov". */
  readonly steps: readonly string[];
  /** One value a step, null where there is none. At most four can be distinguished: by dashes and shapes, in this order. */
  readonly series: readonly { readonly name: string; readonly points: readonly (TimePoint | null)[] }[];
  /** Steps at which something changed; they are numbered from 1. */
  readonly markers: readonly { readonly step: number; readonly title: string }[];
}

/** Names of steps that fit below one another. */
const MAX_TICKS = 8;
const LEGEND_ROW = 20;
const PLOT_HEIGHT = 260;
/** Points of the same step stand side by side. */
const APART = 5;

export function timeChart(chart: TimeChart): Promise<string> {
  const { steps, series, markers, yLabel, write, writeTick = write } = chart;
  const top = MARGIN.top + LEGEND_ROW * Math.ceil(series.length / 2) + 24;
  const bottom = top + PLOT_HEIGHT;
  const xs = scalePoint<number>(
    steps.map((_step, index) => index),
    [INNER.left + 16, INNER.right - 16],
  );
  const ys = scaleLinear([0, chart.most ?? highest(chart)], [bottom, top]);
  if (chart.most === undefined) ys.nice(5);
  const xOf = (step: number, index: number) => (xs(step) ?? 0) + (index - (series.length - 1) / 2) * APART;
  return svg(
    chart,
    html`${legend(series.map(({ name }) => name))}
${ys.ticks(5).map((tick) => html`<line ${GRID} x1="${INNER.left}" x2="${INNER.right}" y1="${ys(tick)}" y2="${ys(tick)}" /><text x="${INNER.left - 8}" y="${ys(tick) + 4}" text-anchor="end">${writeTick(tick)}</text>`)}
<text x="8" y="${top - 16}">${yLabel}</text>
${ticksOf(steps.length).map((step) => html`<text x="${xs(step)}" y="${bottom + 20}" text-anchor="middle">${steps[step]}</text>`)}
${markers.map(({ step, title }, index) => html`<g><title>${title}</title><line class="change" ${WHISKER} stroke-dasharray="1 4" x1="${xs(step)}" x2="${xs(step)}" y1="${top - 4}" y2="${bottom}" /><text x="${xs(step)}" y="${top - 8}" text-anchor="middle" font-weight="600">${index + 1}</text></g>`)}
${series.map(({ name, points }, index) => drawSeries({ name, points, index, steps, write, y: ys, x: (step) => xOf(step, index) }))}`,
    bottom + 32,
  );
}

function drawSeries({
  name,
  points,
  index,
  steps,
  write,
  x,
  y,
}: TimeChart["series"][number] & {
  readonly index: number;
  readonly steps: readonly string[];
  readonly write: (value: number) => string;
  readonly x: (step: number) => number;
  readonly y: (value: number) => number;
}): Markup {
  const path = line<TimePoint | null>(
    (_point, step) => x(step),
    (point) => y(point?.value ?? 0),
  ).defined((point) => point !== null)(points);
  return html`<path class="line" ${LINE} stroke-dasharray="${DASHES[index % 4]}" d="${path}" />
${points.map((point, step) => {
  if (point === null) return "";
  const { value, interval } = point;
  const range = interval === null ? "" : `, ${write(interval[0])} – ${write(interval[1])}`;
  return html`${interval === null ? "" : html`<line class="whisker" ${WHISKER} stroke-opacity="0.6" x1="${x(step)}" x2="${x(step)}" y1="${y(interval[0])}" y2="${y(interval[1])}" />`}${mark(index, x(step), y(value), `${name}, ${steps[step]}: ${write(value)}${range}`)}`;
})}`;
}

/** Two names a row. */
function legend(names: readonly string[]): Markup {
  return html`${names.map((name, index) => {
    const left = INNER.left - 40 + (index % 2) * 300;
    const y = 40 + Math.floor(index / 2) * LEGEND_ROW;
    return html`<line class="line" ${LINE} stroke-dasharray="${DASHES[index % 4]}" x1="${left}" x2="${left + 34}" y1="${y}" y2="${y}" />${mark(index, left + 17, y, "")}<text x="${left + 42}" y="${y + 4}">${name}</text>`;
  })}`;
}

function highest({ series }: TimeChart): number {
  const values = series.flatMap(({ points }) =>
    points.flatMap((point) => (point === null ? [] : [point.value, point.interval?.[1] ?? 0])),
  );
  return Math.max(0, ...values) || 1;
}

/** Places of the names below the axis, evenly spread. */
function ticksOf(steps: number): number[] {
  const every = Math.max(1, Math.ceil(steps / MAX_TICKS));
  return Array.from({ length: Math.ceil(steps / every) }, (_, index) => index * every);
}
