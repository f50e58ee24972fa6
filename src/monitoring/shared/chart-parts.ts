/** What every form of chart is made of: the frame with title and description, axes, and a shape for each series. */

import { setImmediate as nextTurn } from "node:timers/promises";
import { html, raw } from "hono/html";
import type { Format } from "../../i18n/format.ts";

export type Markup = ReturnType<typeof html>;

export interface ChartOptions {
  /** Unique on its page. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, in a sentence or two, for those who do not see it. */
  readonly description: string;
  readonly format: Format;
}

const WIDTH = 640;
const HEIGHT = 360;
export const MARGIN = { top: 48, right: 24, bottom: 52, left: 64 };
export const INNER = {
  left: MARGIN.left,
  right: WIDTH - MARGIN.right,
  top: MARGIN.top,
  bottom: HEIGHT - MARGIN.bottom,
};
/** Presentation attributes in place of a style sheet: the page's policy allows none inside a document. */
export const GRID = raw('stroke="currentColor" stroke-opacity="0.2"');
export const LINE = raw('fill="none" stroke="currentColor" stroke-width="2"');
export const BAND = raw('fill="currentColor" fill-opacity="0.15"');
export const WHISKER = raw('stroke="currentColor" stroke-width="1.5"');

export const DASHES = ["", "7 5", "2 4", "12 4 2 4"];
const SHAPES = [circle, square, triangle, diamond];

export async function svg(
  { id, title, description }: ChartOptions,
  content: Markup,
  height = HEIGHT,
): Promise<string> {
  // A page has many charts: between two of them whoever waits for an acknowledgement gets it.
  await nextTurn();
  const markup =
    await html`<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${WIDTH} ${height}" width="100%" fill="currentColor" font-family="system-ui, sans-serif" font-size="13" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title>
<desc id="${id}-description">${description}</desc>
<text font-size="15" font-weight="600" x="8" y="20">${title}</text>
${content}
</svg>`;
  return String(markup);
}

export function yAxis(ys: (value: number) => number, name: string, format: Format): Markup {
  return html`${[0, 0.25, 0.5, 0.75, 1].map(
    (tick) =>
      html`<line ${GRID} x1="${INNER.left}" x2="${INNER.right}" y1="${ys(tick)}" y2="${ys(tick)}" /><text x="${INNER.left - 8}" y="${ys(tick) + 4}" text-anchor="end">${format.percent(tick)}</text>`,
  )}<text transform="translate(16 ${(INNER.top + INNER.bottom) / 2}) rotate(-90)" text-anchor="middle">${name}</text>`;
}

/** About how wide a text is, in units of the chart: no font is known here. */
export const widthOf = (text: string) =>
  [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) as number) > 0x2e80 ? 13 : 7), 0);

export const axisName = (name: string) =>
  html`<text x="${(INNER.left + INNER.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${name}</text>`;

/** A shape of its own for each series. */
export function mark(series: number, x: number, y: number, title: string): Markup {
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
