/** What to change, in words. A sentence is said only where the interval or the test supports it. Pure. */

import type { ExamplesFigure, ExamplesPoint } from "./examples.ts";
import type { Insights } from "./run.ts";
import type { SettingsCell, SettingsFigure } from "./settings.ts";
import { type InsightsWords, insightsWords } from "./words/words.ts";

/** Orders of the same examples that are this far apart deserve a sentence. */
const ORDER_MATTERS = 0.1;

/** Shares of right answers that are no further apart are about as good. */
const ABOUT_AS_WELL = 0.01;

/** The sentences under the charts.
 * @param locale BCP 47 tag of the reader's language */
export function findingsOf({ examples, settings, command, head }: Insights, locale: string): string[] {
  const words = insightsWords(locale);
  const { findings } = words;
  return [
    ...(examples ? examplesFindings(examples, command, words) : []),
    ...(examples?.withHead && head
      ? [
          findings.head(
            head.number,
            head.rows,
            words.format.percent(examples.withHead.accuracy, 1),
            words.format.percent(examples.withHead.promptAlone, 1),
          ),
        ]
      : []),
    ...(settings ? settingsFindings(settings, words) : [findings.scored]),
    ...(examples ? [] : [findings.freeText(command)]),
  ];
}

function examplesFindings(figure: ExamplesFigure, command: string, { findings }: InsightsWords): string[] {
  const { points: all, texts, failed } = figure;
  const last = all.at(-1);
  const none = all.find(({ examples }) => examples === 0);
  if (last === undefined) return [findings.nothing];
  const said: string[] = [];
  const clear = all.filter(({ lessThanAll }) => lessThanAll?.isClear);
  const better = clear.filter(({ lessThanAll }) => (lessThanAll?.mean ?? 0) > 0);
  const worse = clear.filter(({ lessThanAll }) => (lessThanAll?.mean ?? 0) < 0);
  // Of numbers that do about as well, the largest one.
  const highest = Math.max(...better.map(({ accuracy }) => accuracy));
  const best = better.findLast(({ accuracy }) => accuracy >= highest - ABOUT_AS_WELL);
  if (last.examples === 0) said.push(findings.noExamples(command));
  else if (best?.lessThanAll) {
    const { mean, low, high } = best.lessThanAll;
    said.push(findings.hurt(best, last, findings.difference(mean, low, high)));
  } else if (none && worse.includes(none) && none.lessThanAll)
    said.push(
      findings.help(
        last,
        none.accuracy,
        worse.some(({ examples }) => examples === previous(all, last)),
      ),
    );
  else said.push(findings.unclear(texts, last.examples));
  const spread = last.best - last.worst;
  if (spread >= ORDER_MATTERS && last.byOrder.length > 1)
    said.push(findings.order(last.byOrder.length, last.best, last.worst, last.byOrder[0] ?? 0));
  const weak = figure.byLabel.filter(({ interval: [, high] }) => high < last.accuracy);
  for (const { label, right, n } of weak) said.push(findings.weak(label, right, n));
  if (failed > 0) said.push(findings.failed(failed));
  return said;
}

const previous = (all: readonly ExamplesPoint[], last: ExamplesPoint) => all[all.indexOf(last) - 1]?.examples;

function settingsFindings(
  { cells, own, better, texts, failed }: SettingsFigure,
  { findings }: InsightsWords,
): string[] {
  const said: string[] = [];
  if (own) said.push(findings.own(own));
  if (better) said.push(findings.better(better));
  else if (own) said.push(own.valid === own.n ? findings.best : findings.noBetter(texts));
  const longer =
    own &&
    cells
      .filter(sameBut(own, "maxNewTokens"))
      .find((cell) => cell.maxNewTokens > own.maxNewTokens && cell.valid > own.valid);
  if (own && !better && longer) said.push(findings.longer(longer));
  if (failed > 0) said.push(findings.failed(failed));
  return said;
}

const sameBut = (own: SettingsCell, key: "maxNewTokens") => (cell: SettingsCell) =>
  cell[key] !== own[key] && cell.temperature === own.temperature && cell.endSequence === own.endSequence;
