/** The charts of a command's insights, each with the table of its figures. */

import { createFormat } from "../../i18n/format.ts";
import { barChart, heatMap, lineChart, reliabilityChart } from "../charts.ts";
import type { ExamplesFigure } from "./examples.ts";
import type { Insights } from "./run.ts";
import type { SettingsFigure } from "./settings.ts";

/** A chart and its table. */
export interface Figure {
  /** Of a file, without its ending. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const format = createFormat("en");
const percent = (share: number) => format.percent(share, 1);
const range = ([low, high]: readonly [number, number]) => `${percent(low)} to ${percent(high)}`;

/** Every chart that the insights have figures for. */
export async function figuresOf({ command, examples, settings }: Insights): Promise<Figure[]> {
  return [
    ...(examples ? await examplesCharts(command, examples) : []),
    ...(settings ? await settingsCharts(command, settings) : []),
  ];
}

async function examplesCharts(command: string, figure: ExamplesFigure): Promise<Figure[]> {
  const { points, byLabel, reliability, texts, orders, chance } = figure;
  const title = `/${command}: right answers by number of examples`;
  const last = points.at(-1);
  const line: Figure = {
    name: `${command}-examples`,
    title,
    svg: await lineChart({
      id: `${command}-examples`,
      title,
      description: `Share of right answers about ${texts} texts, for ${points.length} numbers of examples in up to ${orders} orders. ${last ? `With all ${last.examples}: mean ${percent(last.accuracy)}, worst order ${percent(last.worst)}.` : ""} The band is the 95% interval of the mean.`,
      format,
      xLabel: `examples in the prompt (n = ${texts}, up to ${orders} orders)`,
      yLabel: "right answers",
      x: points.map(({ examples }) => examples),
      series: [
        { name: "mean", values: points.map(({ accuracy }) => accuracy) },
        { name: "worst order", values: points.map(({ worst }) => worst) },
      ],
      band: points.map(({ interval }) => interval),
      reference: { name: "guessing", value: chance },
    }),
    head: [
      "examples",
      "mean",
      "95% interval",
      "worst order",
      "best order",
      "less than with all (interval widened)",
    ],
    rows: points.map(({ examples, accuracy, interval, worst, best, lessThanAll }) => [
      String(examples),
      percent(accuracy),
      range(interval),
      percent(worst),
      percent(best),
      lessThanAll === null
        ? "–"
        : `${percent(lessThanAll.mean)} (${range([lessThanAll.low, lessThanAll.high])})`,
    ]),
  };
  const bars: Figure = {
    name: `${command}-labels`,
    title: `/${command}: right answers by label`,
    svg: await barChart({
      id: `${command}-labels`,
      title: `/${command}: right answers by label`,
      description: `Share of right answers by expected label with the command as it is, with Wilson's 95% interval: ${byLabel.map(({ label, right, n }) => `${label} ${right} of ${n}`).join(", ")}.`,
      format,
      xLabel: "right answers",
      bars: byLabel.map(({ label, right, n, interval }) => ({
        name: `${label} (n = ${n})`,
        value: right / n,
        interval,
      })),
    }),
    head: ["label", "right", "n", "95% interval"],
    rows: byLabel.map(({ label, right, n, interval }) => [label, String(right), String(n), range(interval)]),
  };
  if (reliability === null) return [line, bars];
  return [
    line,
    bars,
    {
      name: `${command}-reliability`,
      title: `/${command}: are its scores true?`,
      svg: await reliabilityChart({
        id: `${command}-reliability`,
        title: `/${command}: are its scores true?`,
        description: `Share of right answers by score, with Wilson's 95% interval and the number of texts. On the dotted line a score of 80% is right in 80 of 100.`,
        format,
        xLabel: "score of the answer",
        yLabel: "right answers",
        bins: reliability,
      }),
      head: ["mean score", "right", "95% interval", "n"],
      rows: reliability.map(({ score, accuracy, interval, n }) => [
        percent(score),
        percent(accuracy),
        range(interval),
        String(n),
      ]),
    },
  ];
}

async function settingsCharts(command: string, figure: SettingsFigure): Promise<Figure[]> {
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
    const title = `/${command}: valid answers with the end sequence ${endSequence}`;
    const isOwn = own?.endSequence === endSequence;
    figures.push({
      name: `${command}-settings-${index + 1}`,
      title,
      svg: await heatMap({
        id: `${command}-settings-${index + 1}`,
        title,
        description: `Share of valid answers about ${texts} texts by temperature and token length.${isOwn && own ? ` The command's own settings have a frame: ${own.valid} of ${own.n}.` : ""}`,
        format,
        xLabel: `tokens at most (n = ${texts} a cell)`,
        yLabel: "temperature",
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
      head: [
        "temperature",
        ...lengths.map((length) => format.count(length, { one: "# token", other: "# tokens" })),
      ],
      rows: temperatures.map((temperature) => [
        String(temperature),
        ...lengths.map((length) => {
          const cell = cellOf(temperature, length);
          return cell ? `${cell.valid} of ${cell.n}` : "–";
        }),
      ]),
    });
  }
  return figures;
}
