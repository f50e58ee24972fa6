/** What to change, in words. A sentence is said only where the interval or the test supports it. Pure. */

import { createFormat } from "../../i18n/format.ts";
import type { ExamplesFigure, ExamplesPoint } from "./examples.ts";
import type { Insights } from "./run.ts";
import type { SettingsCell, SettingsFigure } from "./settings.ts";

const format = createFormat("en");
const percent = (share: number) => format.percent(share);
const points = (share: number) => `${Math.abs(share * 100).toFixed(0)} points`;
const examplesOf = (n: number) => format.count(n, { one: "# example", other: "# examples" });
const textsOf = (n: number) => format.count(n, { one: "# text", other: "# texts" });

/** Orders of the same examples that are this far apart deserve a sentence. */
const ORDER_MATTERS = 0.1;

/** Shares of right answers that are no further apart are about as good. */
const ABOUT_AS_WELL = 0.01;

/** The sentences under the charts. */
export function findingsOf({ examples, settings, command }: Insights): string[] {
  return [
    ...(examples ? examplesFindings(examples, command) : []),
    ...(settings
      ? settingsFindings(settings)
      : [
          "Labels are scored, not written, so temperature, length and end sequence do not change these answers.",
        ]),
    ...(examples
      ? []
      : [`/${command} answers in free text, which has no single right answer: accuracy is not measured.`]),
  ];
}

function examplesFindings(figure: ExamplesFigure, command: string): string[] {
  const { points: all, texts, failed } = figure;
  const last = all.at(-1);
  const none = all.find(({ examples }) => examples === 0);
  if (last === undefined) return ["No text was answered, so nothing is known of the examples."];
  const said: string[] = [];
  const clear = all.filter(({ lessThanAll }) => lessThanAll?.isClear);
  const better = clear.filter(({ lessThanAll }) => (lessThanAll?.mean ?? 0) > 0);
  const worse = clear.filter(({ lessThanAll }) => (lessThanAll?.mean ?? 0) < 0);
  // Of numbers that do about as well, the largest one.
  const highest = Math.max(...better.map(({ accuracy }) => accuracy));
  const best = better.findLast(({ accuracy }) => accuracy >= highest - ABOUT_AS_WELL);
  if (last.examples === 0) said.push(`/${command} has no examples. Small models need three or four.`);
  else if (best?.lessThanAll)
    said.push(
      `More than ${examplesOf(best.examples)} hurt here: ${percent(best.accuracy)} are right with ${best.examples}, ${percent(last.accuracy)} with all ${last.examples} (difference ${interval(best.lessThanAll)}). Take examples out, or choose others.`,
    );
  else if (none && worse.includes(none) && none.lessThanAll)
    said.push(
      `The examples help: ${percent(last.accuracy)} are right with all ${last.examples}, ${percent(none.accuracy)} without any${worse.some(({ examples }) => examples === previous(all, last)) ? ", and the last one still helped: more may help further" : ""}.`,
    );
  else
    said.push(
      `${textsOf(texts)} do not show whether any number of examples is better than all ${last.examples}. More texts with known answers would (--data FILE).`,
    );
  const spread = last.best - last.worst;
  if (spread >= ORDER_MATTERS && last.byOrder.length > 1)
    said.push(
      `The order of the examples matters: of ${last.byOrder.length} orders the best is right about ${percent(last.best)}, the worst about ${percent(last.worst)}; the file's own about ${percent(last.byOrder[0] ?? 0)}.`,
    );
  const weak = figure.byLabel.filter(({ interval: [, high] }) => high < last.accuracy);
  for (const { label, right, n } of weak)
    said.push(
      `${label} is missed more than the rest: ${right} of ${n} are right. An example of it that is clearer may help.`,
    );
  if (failed > 0)
    said.push(
      `${format.count(failed, { one: "# ask", other: "# asks" })} got no answer and are not counted.`,
    );
  return said;
}

const previous = (all: readonly ExamplesPoint[], last: ExamplesPoint) => all[all.indexOf(last) - 1]?.examples;

function settingsFindings({ cells, own, better, texts, failed }: SettingsFigure): string[] {
  const said: string[] = [];
  const name = ({ temperature, maxNewTokens, endSequence }: SettingsCell) =>
    `temperature ${temperature}, ${format.count(maxNewTokens, { one: "# token", other: "# tokens" })} and ${endSequence}`;
  const share = ({ valid, n }: SettingsCell) => `${valid} of ${n} answers are valid`;
  if (own) said.push(`As the file has it (${name(own)}), ${share(own)}.`);
  if (better) said.push(`Better: ${name(better)}, where ${share(better)}.`);
  else if (own)
    said.push(
      own.valid === own.n
        ? "No setting can do better on these texts."
        : `No other setting is better beyond doubt on ${textsOf(texts)}. More tests in the file would show smaller differences.`,
    );
  const longer =
    own &&
    cells
      .filter(sameBut(own, "maxNewTokens"))
      .find((cell) => cell.maxNewTokens > own.maxNewTokens && cell.valid > own.valid);
  if (own && !better && longer)
    said.push(`Some answers may be cut off: with ${longer.maxNewTokens} tokens ${share(longer)}.`);
  if (failed > 0)
    said.push(
      `${format.count(failed, { one: "# ask", other: "# asks" })} got no answer and are not counted.`,
    );
  return said;
}

const sameBut = (own: SettingsCell, key: "maxNewTokens") => (cell: SettingsCell) =>
  cell[key] !== own[key] && cell.temperature === own.temperature && cell.endSequence === own.endSequence;

const interval = ({ mean, low, high }: { mean: number; low: number; high: number }) =>
  `${points(mean)}, 95% interval ${points(low)} to ${points(high)}`;
