/** Figures from spot checks: accuracy by version and over time, model against people, and whether scores are true. */

import { BINS, binFrom } from "../../core/statistics/roll-up.ts";
import type { FigureView } from "../../core/views/dashboard.ts";
import type { VersionFigures, VersionKey } from "../../flows/ports/dashboard.ts";
import { heatMap, lineChart, reliabilityChart } from "../charts.ts";
import { toCsv } from "./csv.ts";
import { type Frame, shareOf, short, timeFigure, writeShare } from "./figure.ts";
import { accuracyOf, summarize } from "./summary.ts";
import { sumKeys } from "./use.ts";
import { answeringVersions, chosenVersion, createNaming, versionId } from "./versions.ts";

/** Series that a chart can tell apart. */
const MAX_SERIES = 4;
/** Bins of a reliability plot: two of those that are counted. */
const PER_BIN = 2;

export async function checkFigures(frame: Frame): Promise<FigureView[]> {
  const summary = await summarize(frame);
  if (frame.filter.command === null) return [summary];
  const chosen = chosenVersion(frame.figures, frame.filter);
  const all = [summary, await accuracyOverTime(frame)];
  return chosen === null ? all : [...all, ...(await scoreFigures(frame, chosen))];
}

function accuracyOverTime(frame: Frame): Promise<FigureView> {
  const { figures, steps, words } = frame;
  const versions = answeringVersions(figures).filter(({ counts }) => counts.checked > 0);
  const nameOf = createNaming(words, versions);
  const shown = versions.slice(0, MAX_SERIES);
  const n = shown.reduce((sum, { counts }) => sum + counts.checked, 0);
  return timeFigure(frame, {
    ...{ name: "accuracy", title: words.accuracy.title, note: words.accuracy.note(n) },
    ...{ yLabel: words.accuracy.y, unit: "share" },
    series: shown.map((version) => ({
      name: short(nameOf(version), 34),
      points: steps.map((step) => {
        const own = figures.steps.find((one) => one.step === step && isSame(one, version));
        return own ? accuracyOf(own.counts) : null;
      }),
    })),
  });
}

const isSame = (one: VersionKey, other: VersionKey) => versionId(one) === versionId(other);

async function scoreFigures(frame: Frame, version: VersionFigures): Promise<FigureView[]> {
  const checks = frame.figures.checks.filter((one) => isSame(one, version));
  const name = createNaming(frame.words, answeringVersions(frame.figures))(version);
  const bins = readBins(checks);
  return [
    await confusion(frame, name, checks),
    ...(bins.every(({ n }) => n === 0)
      ? []
      : [await reliability(frame, name, bins), await sureness(frame, name, bins)]),
  ];
}

interface Bin {
  readonly n: number;
  readonly right: number;
  /** Sum of scores, each 0 to 1. */
  readonly score: number;
}

function readBins(checks: readonly { readonly key: string; readonly n: number }[]): Bin[] {
  const [n, right, score] = ["n:", "right:", "score:"].map((prefix) => sumKeys(checks, prefix)) as [
    Map<string, number>,
    Map<string, number>,
    Map<string, number>,
  ];
  return Array.from({ length: BINS }, (_, bin) => ({
    n: n.get(String(bin)) ?? 0,
    right: right.get(String(bin)) ?? 0,
    score: (score.get(String(bin)) ?? 0) / 1000,
  }));
}

/** Rows: what is right. Columns: what the model said. */
async function confusion(
  { words }: Frame,
  version: string,
  checks: readonly { readonly key: string; readonly n: number }[],
): Promise<FigureView> {
  const own = words.confusion;
  const pairs = [...sumKeys(checks, "pair:")].map(([key, n]) => {
    const [given, expected] = JSON.parse(key) as [string | null, string | null];
    return { given: given ?? words.outcomes.notSure, expected: expected ?? own.noneFits, n };
  });
  const sortedBy = (name: "given" | "expected") => [...new Set(pairs.map((pair) => pair[name]))].sort();
  const labels = [...new Set([...sortedBy("expected"), ...sortedBy("given")])];
  const rows = labels.filter((label) => pairs.some(({ expected }) => expected === label));
  const columns = labels.filter((label) => pairs.some(({ given }) => given === label));
  const countOf = (expected: string, given: string) =>
    pairs.find((pair) => pair.expected === expected && pair.given === given)?.n ?? 0;
  const wholeOf = (expected: string) => columns.reduce((sum, given) => sum + countOf(expected, given), 0);
  const n = rows.reduce((sum, row) => sum + wholeOf(row), 0);
  const [title, note] = [own.title(version), own.note(n)];
  const maxCharacters = Math.max(4, Math.floor(60 / Math.max(1, columns.length)));
  return {
    ...{ name: "confusion", title, note },
    svg:
      n === 0
        ? null
        : await heatMap({
            ...{ id: "confusion", title: short(title, 80), description: note, format: words.format },
            ...{
              xLabel: own.x,
              yLabel: own.y,
              columns: unique(columns, maxCharacters),
              rows: unique(rows, 10),
            },
            cells: rows.map((row) => columns.map((column) => countOf(row, column) / wholeOf(row))),
          }),
    head: [`${own.y} \\ ${own.x}`, ...columns, "n"],
    rows: rows.map((row) => [
      row,
      ...columns.map((column) => {
        const count = countOf(row, column);
        return own.cell(count, words.format.percent(count / wholeOf(row)));
      }),
      words.format.number(wholeOf(row)),
    ]),
    csv: toCsv(
      ["right", "model_said", "n", "n_right"],
      rows.flatMap((row) => columns.map((column) => [row, column, countOf(row, column), wholeOf(row)])),
    ),
  };
}

/** Shortened names that differ, since each names a row or a column. */
function unique(names: readonly string[], maxCharacters: number): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let own = short(name, maxCharacters);
    for (let count = 2; used.has(own); count++)
      own = `${short(name, Math.max(1, maxCharacters - 2))}${count}`;
    used.add(own);
    return own;
  });
}

async function reliability({ words }: Frame, version: string, counted: readonly Bin[]): Promise<FigureView> {
  const own = words.reliability;
  const all = Array.from({ length: BINS / PER_BIN }, (_, index) =>
    addBins(counted.slice(index * PER_BIN, (index + 1) * PER_BIN)),
  );
  const n = all.reduce((sum, bin) => sum + bin.n, 0);
  const bins = all.flatMap((bin) => {
    const share = shareOf(bin.right, bin.n);
    if (share?.interval == null) return [];
    return [
      {
        score: bin.score / bin.n,
        accuracy: share.value,
        interval: share.interval,
        n: bin.n,
        right: bin.right,
      },
    ];
  });
  const error = bins.reduce((sum, bin) => sum + (bin.n / n) * Math.abs(bin.accuracy - bin.score), 0);
  const [title, note] = [own.title(version), own.note(n, writeShare(words, error))];
  const write = (share: number) => writeShare(words, share);
  return {
    ...{ name: "reliability", title, note },
    svg: await reliabilityChart({
      ...{ id: "reliability", title: short(title, 80), description: note, format: words.format },
      ...{ xLabel: own.x, yLabel: own.y, bins },
    }),
    head: [own.score, own.right, words.interval, "n"],
    rows: bins.map(({ score, accuracy, interval, n: size }) => [
      ...[write(score), write(accuracy), words.range(write(interval[0]), write(interval[1]))],
      words.format.number(size),
    ]),
    csv: toCsv(
      ["mean_score", "right_share", "low_95", "high_95", "right", "n"],
      bins.map(({ score, accuracy, interval, right, n: size }) => [
        score,
        accuracy,
        ...interval,
        right,
        size,
      ]),
    ),
  };
}

const addBins = (bins: readonly Bin[]): Bin =>
  bins.reduce(
    (sum, { n, right, score }) => ({ n: sum.n + n, right: sum.right + right, score: sum.score + score }),
    {
      ...{ n: 0, right: 0, score: 0 },
    },
  );

async function sureness({ words }: Frame, version: string, bins: readonly Bin[]): Promise<FigureView> {
  const own = words.sureness;
  const n = addBins(bins).n;
  const points = bins.flatMap((_bin, index) => {
    const given = addBins(bins.slice(index));
    const share = shareOf(given.right, given.n);
    if (share?.interval == null) return [];
    return [
      {
        threshold: binFrom(index),
        accuracy: share.value,
        interval: share.interval,
        coverage: given.n / n,
        n: given.n,
      },
    ];
  });
  const [title, note] = [own.title(version), own.note(n)];
  const write = (share: number) => writeShare(words, share);
  return {
    ...{ name: "sureness", title, note },
    svg: await lineChart({
      ...{ id: "sureness", title: short(title, 80), description: note, format: words.format },
      ...{ xLabel: own.x, yLabel: own.y, x: points.map(({ threshold }) => Math.round(threshold * 100)) },
      series: [
        { name: own.accuracy, values: points.map(({ accuracy }) => accuracy) },
        { name: own.coverage, values: points.map(({ coverage }) => coverage) },
      ],
      band: points.map(({ interval }) => interval),
    }),
    head: [own.threshold, own.accuracy, words.interval, "n", own.coverage],
    rows: points.map(({ threshold, accuracy, interval, coverage, n: size }) => [
      ...[
        words.format.percent(threshold),
        write(accuracy),
        words.range(write(interval[0]), write(interval[1])),
      ],
      ...[words.format.number(size), write(coverage)],
    ]),
    csv: toCsv(
      ["at_least", "right_share", "low_95", "high_95", "n", "coverage"],
      points.map(({ threshold, accuracy, interval, coverage, n: size }) => [
        threshold,
        accuracy,
        ...interval,
        size,
        coverage,
      ]),
    ),
  };
}
