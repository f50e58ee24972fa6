/** The charts of a command's insights, each with the table of its figures. */

import { barChart, heatMap, lineChart, reliabilityChart } from "../charts.ts";
import type { ExamplesFigure } from "./examples.ts";
import type { Insights } from "./run.ts";
import type { SettingsFigure } from "./settings.ts";
import { type InsightsWords, insightsWords } from "./words/words.ts";

/** A chart and its table. */
export interface Figure {
  /** Of a file, without its ending. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every chart that the insights have figures for.
 * @param locale BCP 47 tag of the reader's language */
export async function figuresOf(
  { command, examples, settings }: Insights,
  locale: string,
): Promise<Figure[]> {
  const words = insightsWords(locale);
  const reader = { command, words, percent: (share: number) => words.format.percent(share, 1) };
  return [
    ...(examples
      ? [
          await examplesChart(examples, reader),
          await labelsChart(examples, reader),
          ...(await reliabilityCharts(examples, reader)),
        ]
      : []),
    ...(settings ? await settingsCharts(settings, reader) : []),
  ];
}

interface Reader {
  readonly command: string;
  readonly words: InsightsWords;
  /** With one decimal. */
  percent(share: number): string;
}

const rangeOf = ([low, high]: readonly [number, number], { words, percent }: Reader) =>
  words.range(percent(low), percent(high));

async function examplesChart(figure: ExamplesFigure, reader: Reader): Promise<Figure> {
  const { command, words, percent } = reader;
  const { points, texts, orders, chance } = figure;
  const title = words.byExamples(command);
  const last = points.at(-1);
  const name = `${command}-examples`;
  return {
    ...{ name, title },
    svg: await lineChart({
      ...{ id: name, title, format: words.format },
      description: [
        words.byExamplesAbout(texts, points.length, orders),
        ...(last ? [words.withAll(last.examples, percent(last.accuracy), percent(last.worst))] : []),
      ].join(" "),
      xLabel: words.examplesInPrompt(texts, orders),
      yLabel: words.rightAnswers,
      x: points.map(({ examples }) => examples),
      series: [
        { name: words.mean, values: points.map(({ accuracy }) => accuracy) },
        { name: words.worstOrder, values: points.map(({ worst }) => worst) },
      ],
      band: points.map(({ interval }) => interval),
      reference: { name: words.guessing, value: chance },
    }),
    head: words.exampleColumns,
    rows: points.map(({ examples, accuracy, interval, worst, best, lessThanAll }) => [
      String(examples),
      percent(accuracy),
      rangeOf(interval, reader),
      percent(worst),
      percent(best),
      lessThanAll === null
        ? words.none
        : `${percent(lessThanAll.mean)} (${rangeOf([lessThanAll.low, lessThanAll.high], reader)})`,
    ]),
  };
}

async function labelsChart({ byLabel }: ExamplesFigure, reader: Reader): Promise<Figure> {
  const { command, words } = reader;
  const title = words.byLabel(command);
  const name = `${command}-labels`;
  return {
    ...{ name, title },
    svg: await barChart({
      ...{ id: name, title, format: words.format },
      description: words.byLabelAbout(
        byLabel.map(({ label, right, n }) => words.labelOf(label, right, n)).join(words.comma),
      ),
      xLabel: words.rightAnswers,
      bars: byLabel.map(({ label, right, n, interval }) => ({
        name: words.labelWithN(label, n),
        value: right / n,
        interval,
      })),
    }),
    head: words.labelColumns,
    rows: byLabel.map(({ label, right, n, interval }) => [
      label,
      String(right),
      String(n),
      rangeOf(interval, reader),
    ]),
  };
}

async function reliabilityCharts({ reliability }: ExamplesFigure, reader: Reader): Promise<Figure[]> {
  if (reliability === null) return [];
  const { command, words, percent } = reader;
  const title = words.reliability(command);
  const name = `${command}-reliability`;
  return [
    {
      ...{ name, title },
      svg: await reliabilityChart({
        ...{ id: name, title, format: words.format },
        description: words.reliabilityAbout,
        xLabel: words.scoreOfAnswer,
        yLabel: words.rightAnswers,
        bins: reliability,
      }),
      head: words.reliabilityColumns,
      rows: reliability.map(({ score, accuracy, interval, n }) => [
        percent(score),
        percent(accuracy),
        rangeOf(interval, reader),
        String(n),
      ]),
    },
  ];
}

async function settingsCharts(figure: SettingsFigure, { command, words }: Reader): Promise<Figure[]> {
  const { temperatures, lengths, endSequences, cells, own, texts } = figure;
  const figures: Figure[] = [];
  for (const [index, endSequence] of endSequences.entries()) {
    const cellOf = (temperature: number, maxNewTokens: number) =>
      cells.find(
        (cell) =>
          cell.endSequence === endSequence &&
          cell.temperature === temperature &&
          cell.maxNewTokens === maxNewTokens,
      );
    const title = words.bySettings(command, endSequence);
    const name = `${command}-settings-${index + 1}`;
    const isOwn = own?.endSequence === endSequence;
    figures.push({
      ...{ name, title },
      svg: await heatMap({
        ...{ id: name, title, format: words.format },
        description: [
          words.bySettingsAbout(texts),
          ...(isOwn && own ? [words.ownFramed(own.valid, own.n)] : []),
        ].join(" "),
        xLabel: words.tokensAtMost(texts),
        yLabel: words.temperature,
        columns: lengths.map(String),
        rows: temperatures.map(String),
        cells: temperatures.map((temperature) =>
          lengths.map((length) => {
            const cell = cellOf(temperature, length);
            return cell === undefined || cell.n === 0 ? null : cell.valid / cell.n;
          }),
        ),
        ...(isOwn && own
          ? {
              framed: {
                row: temperatures.indexOf(own.temperature),
                column: lengths.indexOf(own.maxNewTokens),
              },
            }
          : {}),
      }),
      head: [words.temperature, ...lengths.map(words.tokens)],
      rows: temperatures.map((temperature) => [
        String(temperature),
        ...lengths.map((length) => {
          const cell = cellOf(temperature, length);
          return cell ? words.validOf(cell.valid, cell.n) : words.none;
        }),
      ]),
    });
  }
  return figures;
}
