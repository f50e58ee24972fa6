/** An audit as lines of text, for a terminal. */

import type { Comparison } from "../compare.ts";
import type { Pair } from "../pairs.ts";
import type { LanguageResult } from "../result.ts";
import type { Audit } from "../run.ts";
import {
  answerOf,
  estimate,
  interval,
  LANGUAGE_NAMES,
  percent,
  pValue,
  remarksOf,
  summaryRows,
} from "./words.ts";

/** @param audit its result
 * @returns lines without colours */
export function auditText(audit: Audit): string[] {
  const { command, version, model, head, favourable, languages, against } = audit;
  return [
    `Audit of /${command}${version === null ? "" : ` version ${version}`} with ${model.name}${head === null ? "" : ` and ${head.number === null ? "a classifier head" : `classifier head ${head.number}`} of ${head.rows} rows`}${favourable === null ? "" : `; favourable: ${favourable}`}`,
    ...languages.flatMap((one) => ["", ...languageText(one, favourable)]),
    ...(against?.languages.flatMap((one) => ["", ...comparisonText(one, against.version)]) ?? []),
    "",
    ...remarksOf(audit),
  ];
}

function languageText(one: LanguageResult, favourable: string | null): string[] {
  const { language, sentences, terms, first, groups, control, worst, worstNotRecommended } = one;
  const axes = [...new Set(groups.map(({ axis }) => axis))];
  const direction = favourable === null ? [] : [`from ${favourable}`, `to ${favourable}`];
  return [
    `${LANGUAGE_NAMES[language] ?? language}: ${sentences} sentences, each with ${terms} words for a person and with none`,
    ...(first ? [pairText(first)] : []),
    "",
    ...table(
      [
        "",
        "pairs",
        "changed",
        "95% interval",
        ...direction,
        "Not sure",
        "ScoreSens (95%)",
        "ScoreDev",
        "LabelDist",
      ],
      summaryRows(one).map(([name, own]) => [
        name,
        String(own.pairs),
        percent(own.flipRate),
        interval(own.wilson95),
        ...(favourable === null ? [] : [String(own.away), String(own.towards)]),
        percent(own.notSure),
        estimate(own.scoreSens),
        own.scoreDev?.toFixed(3) ?? "–",
        own.labelDist?.toFixed(3) ?? "–",
      ]),
    ),
    "",
    ...table(
      ["", "words", "pairs", "changed", "95% interval", "ScoreSens (95%)", "lost", "gained", "p (Holm)"],
      axes.flatMap((axis) => [
        [axis.toUpperCase()],
        ...groups
          .filter((group) => group.axis === axis)
          .map(({ group, recommended, pairs, flipRate, wilson95, scoreSens, mcnemar }) => [
            `  ${group}`,
            recommended ? "recommended" : "advised against",
            String(pairs),
            percent(flipRate),
            interval(wilson95),
            estimate(scoreSens),
            String(mcnemar.lost),
            String(mcnemar.gained),
            pValue(mcnemar.pHolm),
          ]),
      ]),
    ),
    `lost, gained, p: exact McNemar test against "${control.replace("_", "person")}", one pair a sentence, adjusted by Holm for ${groups.length} groups`,
    "",
    "Recommended words that change the answer most:",
    ...worst.map(pairText),
    "",
    "Words that guides advise against:",
    ...worstNotRecommended.map(pairText),
  ];
}

function comparisonText(
  {
    language,
    pairs,
    flipsBefore,
    flipsAfter,
    difference,
    appeared,
    gone,
    appearedPairs,
    gonePairs,
  }: Comparison,
  version: string,
): string[] {
  return [
    `Against ${version}, ${LANGUAGE_NAMES[language] ?? language}: ${flipsAfter} of ${pairs} answers change, before ${flipsBefore}; difference of the shares ${estimate(difference)}`,
    `${appeared} change only now${appeared > appearedPairs.length ? `, ${appearedPairs.length} of them:` : appeared > 0 ? ":" : ""}`,
    ...appearedPairs.map(pairText),
    `${gone} changed only before${gone > gonePairs.length ? `, ${gonePairs.length} of them:` : gone > 0 ? ":" : ""}`,
    ...gonePairs.map(pairText),
  ];
}

function pairText({ before, after, flipped }: Pair): string {
  return `${flipped ? "≠" : "="} "${before.text}" ${answerOf(before)} → "${after.text}" ${answerOf(after)}`;
}

/** Columns of the width of their longest cell; the first ones are set left, those of figures right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_title, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column === 0 || head[column] === "words";
  return all.map((row) =>
    row
      .map((cell, column) =>
        isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}
