/** Figures of how a command is used: asks, outcomes, ratings, times and failures over time. */

import { quantileOf } from "../../core/statistics/histogram.ts";
import type { Counts } from "../../core/statistics/roll-up.ts";
import type { FigureView } from "../../core/views/dashboard.ts";
import {
  answersOf,
  barFigure,
  byStep,
  endedOf,
  type Frame,
  type Measured,
  shareOf,
  sumCounts,
  timeFigure,
} from "./figure.ts";

export async function useFigures(frame: Frame): Promise<FigureView[]> {
  const { words, filter, figures } = frame;
  const sums = sumCounts(figures.steps);
  const counts = byStep(frame);
  const asks = await timeFigure(frame, {
    ...{ name: "asks", title: words.asks.title, note: words.asks.note(sums.asks) },
    ...{ yLabel: words.asks.series, unit: "count" },
    series: [
      {
        name: words.asks.series,
        points: counts.map((own) => own && { value: own.asks, interval: null, n: own.asks }),
      },
    ],
  });
  const share = (name: string, hits: (own: Counts) => number, whole: (own: Counts) => number) => ({
    name,
    points: counts.map((own) => own && shareOf(hits(own), whole(own))),
  });
  const { trouble } = words;
  const troubles = await timeFigure(frame, {
    ...{
      name: "trouble",
      title: trouble.title,
      note: trouble.note(endedOf(sums)),
      yLabel: words.share,
      unit: "share",
    },
    fits: true,
    series: [
      share(trouble.notSure, (own) => own.notSure, answersOf),
      share(trouble.failed, (own) => own.failed, endedOf),
      share(trouble.overridden, (own) => own.overridden, answersOf),
    ],
  });
  return filter.command === null ? [asks, troubles] : [asks, await outcomes(frame, sums), troubles];
}

/** Labels, free text, and what became of the others. */
function outcomes(frame: Frame, sums: Counts): Promise<FigureView> {
  const { words, figures } = frame;
  const own = words.outcomes;
  const labels = sumKeys(figures.spread, "label:");
  const n = sums.asks;
  const rest = [
    [own.text, sumKeys(figures.spread, "text").get("") ?? 0],
    [own.notSure, sums.notSure],
    [own.failed, sums.failed],
    [own.open, n - endedOf(sums)],
  ] as const;
  const bars = [
    ...[...labels].sort(([, one], [, other]) => other - one),
    ...rest.filter(([, hits]) => hits > 0),
  ];
  return barFigure(frame, {
    ...{ name: "outcomes", title: own.title, note: own.note(n), column: own.column, count: own.count },
    bars: bars.map(([name, hits]) => ({ name, hits, n })),
  });
}

export async function ratingFigures(frame: Frame): Promise<FigureView[]> {
  const { words, figures } = frame;
  const sums = sumCounts(figures.steps);
  const counts = byStep(frame);
  return [
    await timeFigure(frame, {
      ...{ name: "ratings", title: words.ratings.title, yLabel: words.share, unit: "share" },
      note: words.ratings.note(answersOf(sums), sums.right + sums.wrong),
      series: [
        {
          name: words.ratings.rated,
          points: counts.map((own) => own && shareOf(own.rated, answersOf(own))),
        },
        {
          name: words.ratings.right,
          points: counts.map((own) => own && shareOf(own.right, own.right + own.wrong)),
        },
      ],
    }),
  ];
}

export async function speedFigures(frame: Frame): Promise<FigureView[]> {
  const { words, figures } = frame;
  const sums = sumCounts(figures.steps);
  const cached = byStep(frame).map((own) => own && shareOf(own.cached, own.cacheKnown));
  return [
    await timeOf(frame, "model", words.modelTime),
    await timeOf(frame, "wait", words.waitTime),
    await timeFigure(frame, {
      ...{ name: "cache", title: words.cache.title, note: words.cache.note(sums.cacheKnown) },
      ...{ yLabel: words.share, unit: "share", series: [{ name: words.cache.series, points: cached }] },
    }),
  ];
}

function timeOf(
  frame: Frame,
  kind: "model" | "wait",
  { title, note }: { readonly title: string; readonly note: (n: number) => string },
): Promise<FigureView> {
  const { words, steps, figures } = frame;
  const bySteps = Map.groupBy(figures.spread, ({ step }) => step);
  const histograms = steps.map((step) => {
    const counts = new Map<number, number>();
    for (const [bucket, n] of sumKeys(bySteps.get(step) ?? [], `${kind}:`)) counts.set(Number(bucket), n);
    return counts;
  });
  const n = histograms.reduce((sum, own) => sum + [...own.values()].reduce((all, one) => all + one, 0), 0);
  const points = (share: number): (Measured | null)[] => histograms.map((own) => quantileOf(own, share));
  return timeFigure(frame, {
    ...{ name: `${kind}-time`, title, note: note(n), yLabel: words.times.y, unit: "time" },
    series: [
      { name: words.times.p50, points: points(0.5) },
      { name: words.times.p95, points: points(0.95) },
    ],
  });
}

/** @param wordOf the words that people saw, by code */
export async function failureFigures(frame: Frame, wordOf: (code: string) => string): Promise<FigureView[]> {
  const { words, figures } = frame;
  const codes = [...sumKeys(figures.spread, "code:")].sort(([, one], [, other]) => other - one);
  const n = codes.reduce((sum, [, hits]) => sum + hits, 0);
  if (n === 0) return [];
  return [
    await barFigure(frame, {
      ...{
        name: "failures",
        title: words.codes.title,
        note: words.codes.note(n),
        column: words.codes.column,
      },
      count: words.asks.series,
      bars: codes.map(([code, hits]) => ({ name: wordOf(code), hits, n })),
    }),
  ];
}

/** Sums by what follows the prefix. */
export function sumKeys(
  all: readonly { readonly key: string; readonly n: number }[],
  prefix: string,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { key, n } of all) {
    if (!key.startsWith(prefix)) continue;
    const name = key.slice(prefix.length);
    sums.set(name, (sums.get(name) ?? 0) + n);
  }
  return sums;
}
