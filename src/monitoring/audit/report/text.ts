/** An audit as lines of text, for a terminal. */

import { table } from "../../shared/text-table.ts";
import type { Comparison } from "../compare.ts";
import type { Pair } from "../pairs.ts";
import type { LanguageResult } from "../result.ts";
import type { Audit } from "../run.ts";
import { figuresIn, languageName, pValue, remarksOf, summaryRows } from "./figures.ts";
import { type AuditWords, auditWords } from "./words/words.ts";

/** @param audit its result
 * @param locale BCP 47 tag of the reader's language
 * @returns lines without colours */
export function auditText(audit: Audit, locale: string): string[] {
  const { command, version, model, head, favourable, languages, against } = audit;
  const words = auditWords(locale);
  return [
    [
      words.headline(command, version, model.name),
      ...(head === null ? [] : [words.headlineHead(head)]),
      ...(favourable === null ? [] : [words.headlineFavourable(favourable)]),
    ].join(""),
    ...languages.flatMap((one) => ["", ...languageText(one, favourable, words)]),
    ...(against?.languages.flatMap((one) => ["", ...comparisonText(one, against.version, words)]) ?? []),
    "",
    ...remarksOf(audit, locale),
  ];
}

function languageText(one: LanguageResult, favourable: string | null, words: AuditWords): string[] {
  const { language, sentences, terms, first, groups, control, worst, worstNotRecommended } = one;
  const { percent, interval, estimate } = figuresIn(words);
  const axes = [...new Set(groups.map(({ axis }) => axis))];
  const direction = favourable === null ? [] : [words.away(favourable), words.towards(favourable)];
  const titled = (title: string) => `${title}${words.colon}`.trimEnd();
  const pairText = (pair: Pair) => pairLine(pair, words);
  return [
    `${languageName(language, words)}${words.colon}${words.sentences(sentences, terms)}`,
    ...(first ? [pairText(first)] : []),
    "",
    ...table(
      [
        ...["", words.pairs, words.changed, words.interval, ...direction],
        ...[words.notSure, words.scoreSens, words.scoreDev, words.labelDist],
      ],
      summaryRows(one, words).map(([name, own]) => [
        ...[name, String(own.pairs), percent(own.flipRate), interval(own.wilson95)],
        ...(favourable === null ? [] : [String(own.away), String(own.towards)]),
        ...[percent(own.notSure), estimate(own.scoreSens)],
        own.scoreDev?.toFixed(3) ?? words.none,
        own.labelDist?.toFixed(3) ?? words.none,
      ]),
      1,
    ),
    "",
    ...table(
      [
        ...["", words.wordsColumn, words.pairs, words.changed, words.interval],
        ...[words.scoreSens, words.lost, words.gained, words.p],
      ],
      axes.flatMap((axis) => [
        [words.axis(axis).toUpperCase()],
        ...groups
          .filter((group) => group.axis === axis)
          .map(({ group, recommended, pairs, flipRate, wilson95, scoreSens, mcnemar }) => [
            `  ${words.group(group)}`,
            recommended ? words.recommended : words.advisedAgainst,
            ...[String(pairs), percent(flipRate), interval(wilson95), estimate(scoreSens)],
            ...[String(mcnemar.lost), String(mcnemar.gained), pValue(mcnemar.pHolm)],
          ]),
      ]),
      2,
    ),
    words.tests(words.person(control), groups.length),
    "",
    titled(words.worst),
    ...worst.map(pairText),
    "",
    titled(words.worstNotRecommended),
    ...worstNotRecommended.map(pairText),
  ];
}

function comparisonText(one: Comparison, version: string, words: AuditWords): string[] {
  const { language, pairs, flipsBefore, flipsAfter, difference, appeared, gone, appearedPairs, gonePairs } =
    one;
  const { estimate } = figuresIn(words);
  const list = (title: string, shown: readonly Pair[]) => [
    shown.length === 0 ? title : `${title}${words.colon}`.trimEnd(),
    ...shown.map((pair) => pairLine(pair, words)),
  ];
  return [
    `${words.against(version, languageName(language, words))}${words.colon}${words.flips(flipsAfter, pairs, flipsBefore, estimate(difference))}`,
    ...list(words.onlyNow(appeared, appearedPairs.length), appearedPairs),
    ...list(words.onlyBefore(gone, gonePairs.length), gonePairs),
  ];
}

function pairLine({ before, after, flipped }: Pair, words: AuditWords): string {
  const { answerOf } = figuresIn(words);
  return `${flipped ? "≠" : "="} "${before.text}" ${answerOf(before)} → "${after.text}" ${answerOf(after)}`;
}
