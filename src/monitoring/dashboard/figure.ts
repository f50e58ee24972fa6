/** What the figures of a dashboard have in common: shares with their intervals, and values over time as a chart, a table and a file. */

import { wilson95 } from "../../core/statistics/proportions.ts";
import { type CountName, type Counts, noCounts } from "../../core/statistics/roll-up.ts";
import type { FigureView } from "../../core/views/dashboard.ts";
import { type DashboardFilter, stepsOf } from "../../flows/monitoring/dashboard/filter.ts";
import type { Figures } from "../../flows/ports/dashboard.ts";
import { barChart } from "../charts.ts";
import { timeChart } from "../shared/time-chart.ts";
import { toCsv } from "./csv.ts";
import type { Marker } from "./versions.ts";
import type { DashboardWords } from "./words/words.ts";

/** What every figure is made from. */
export interface Frame {
  readonly figures: Figures;
  readonly filter: DashboardFilter;
  /** First days of all steps. */
  readonly steps: readonly string[];
  readonly markers: readonly Marker[];
  readonly words: DashboardWords;
}

/** A value with what it was made of. */
export interface Measured {
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  readonly n: number;
}

export interface MeasuredSeries {
  readonly name: string;
  /** One a step; null is a gap. */
  readonly points: readonly (Measured | null)[];
}

export function createFrame(
  figures: Figures,
  filter: DashboardFilter,
  words: DashboardWords,
): Omit<Frame, "markers"> {
  return { figures, filter, steps: stepsOf(filter), words };
}

/** A share with Wilson's interval; null of nothing. */
export function shareOf(hits: number, n: number): Measured | null {
  return n === 0 ? null : { value: hits / n, interval: wilson95(hits, n), n };
}

export function sumCounts(all: readonly { readonly counts: Counts }[]): Counts {
  const sums = noCounts();
  for (const { counts } of all)
    for (const name of Object.keys(sums) as CountName[]) sums[name] += counts[name];
  return sums;
}

/** Asks that ended with an answer, sure or not. */
export const answersOf = ({ answered, notSure }: Counts) => answered + notSure;
export const endedOf = (counts: Counts) => answersOf(counts) + counts.failed;

/** Sums of each step, null where no ask was made. */
export function byStep({ figures, steps }: Pick<Frame, "figures" | "steps">): (Counts | null)[] {
  return steps.map((step) => {
    const own = figures.steps.filter((one) => one.step === step);
    return own.length === 0 ? null : sumCounts(own);
  });
}

export const writeShare = ({ format }: DashboardWords, share: number) => format.percent(share, 1);

function writeRange(
  words: DashboardWords,
  interval: Measured["interval"],
  write: (value: number) => string,
): string {
  return interval === null ? words.none : words.range(write(interval[0]), write(interval[1]));
}

/** Series over time. */
export async function timeFigure(
  { filter, steps, markers, words }: Frame,
  given: {
    readonly name: string;
    readonly title: string;
    readonly note: string;
    readonly yLabel: string;
    readonly unit: "share" | "count" | "time";
    /** Whether the axis ends at the highest value; shares go up to 100% otherwise. */
    readonly fits?: boolean;
    readonly series: readonly MeasuredSeries[];
  },
): Promise<FigureView> {
  const { name, title, note, yLabel, unit, fits = unit !== "share", series } = given;
  const { format } = words;
  const exact = (value: number) =>
    unit === "share" ? format.percent(value, 1) : unit === "time" ? words.time(value) : format.number(value);
  const names = steps.map((step) => words.step(step, filter.step));
  const isEmpty = series.every(({ points }) => points.every((point) => point === null));
  const hasIntervals = unit !== "count";
  const cellsOf = (point: Measured | null) => {
    const value = point === null ? words.none : exact(point.value);
    if (!hasIntervals) return [value];
    return [value, writeRange(words, point?.interval ?? null, exact), format.number(point?.n ?? 0)];
  };
  return {
    ...{ name, title, note },
    svg: isEmpty
      ? null
      : await timeChart({
          ...{ id: name, title, description: words.describe(note, steps.length), format, yLabel, series },
          ...{ steps: names, write: exact, markers },
          ...(fits ? {} : { most: 1 }),
          ...(unit === "share"
            ? {
                writeTick: (value: number) =>
                  format.percent(value, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 0 : 1),
              }
            : {}),
        }),
    head: [
      words.steps[filter.step],
      ...series.flatMap((one) => (hasIntervals ? [one.name, words.interval, "n"] : [one.name])),
    ],
    // A step that is left out is a gap in the chart.
    rows: steps.flatMap((_step, index) => {
      const points = series.map((one) => one.points[index] ?? null);
      return points.every((point) => point === null)
        ? []
        : [[names[index] as string, ...points.flatMap(cellsOf)]];
    }),
    csv: toCsv(
      [filter.step, "series", "value", "low_95", "high_95", "n"],
      series.flatMap(({ name: own, points }) =>
        points.flatMap((point, index) =>
          point === null
            ? []
            : [[steps[index] as string, own, point.value, ...(point.interval ?? [null, null]), point.n]],
        ),
      ),
    ),
  };
}

/** Shares of one whole, as bars. */
export async function barFigure(
  { words }: Pick<Frame, "words">,
  given: {
    readonly name: string;
    readonly title: string;
    readonly note: string;
    readonly column: string;
    readonly count: string;
    readonly bars: readonly { readonly name: string; readonly hits: number; readonly n: number }[];
  },
): Promise<FigureView> {
  const { name, title, note, column, count } = given;
  const bars = given.bars.flatMap((bar) => {
    const share = shareOf(bar.hits, bar.n);
    return share === null || share.interval === null ? [] : [{ ...bar, ...share, interval: share.interval }];
  });
  const write = (value: number) => writeShare(words, value);
  return {
    ...{ name, title, note },
    svg:
      bars.length === 0
        ? null
        : await barChart({
            ...{ id: name, title, description: note, format: words.format, xLabel: words.share },
            bars: bars.map(({ name: own, value, interval }) => ({ name: short(own), value, interval })),
          }),
    head: [column, count, words.share, words.interval],
    rows: bars.map(({ name: own, hits, value, interval }) => [
      own,
      words.format.number(hits),
      write(value),
      writeRange(words, interval, write),
    ]),
    csv: toCsv(
      ["name", "count", "n", "share", "low_95", "high_95"],
      bars.map(({ name: own, hits, n, value, interval }) => [own, hits, n, value, ...interval]),
    ),
  };
}

const MAX_NAME = 36;
/** A name shortened to the space of a chart; the table has the whole. */
export const short = (name: string, most = MAX_NAME) => {
  const letters = [...name];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : name;
};
