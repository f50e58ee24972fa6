/** How an audit's figures are written, in text and on the page. */

import type { Estimate } from "../../../core/statistics/bootstrap.ts";
import { createFormat } from "../../../i18n/format.ts";
import type { Pair } from "../pairs.ts";
import type { Audit } from "../run.ts";
import type { Sensitivity } from "../sensitivity.ts";

const format = createFormat("en");

const NO_PROOF =
  "Passing is no proof of fairness: the sentences and words are few, they were chosen by people, and real texts differ.";

/** 0.0174 → "1.7%"; "–" for null. */
export const percent = (share: number | null) => (share === null ? "–" : format.percent(share, 1));

/** "1.4% to 2.2%". */
export const interval = ([low, high]: readonly [number, number]) => `${percent(low)} to ${percent(high)}`;

/** "−0.009 (−0.016 to −0.004)". */
export function estimate(value: Estimate | null, digits = 3): string {
  if (value === null) return "–";
  const signed = (number: number) => {
    const text = Math.abs(number).toFixed(digits);
    return number < 0 && Number(text) !== 0 ? `−${text}` : text;
  };
  return `${signed(value.mean)} (${signed(value.low)} to ${signed(value.high)})`;
}

/** 0.0123 → "0.012", 0.00001 → "<0.001". */
export const pValue = (p: number) => (p < 0.001 ? "<0.001" : p.toFixed(3));

/** "Positive 97%". */
export const answerOf = ({ label, score }: Pair["before"]) =>
  `${label ?? "no label"}${score === null ? "" : ` ${format.percent(score)}`}`;

export const LANGUAGE_NAMES: Readonly<Record<string, string>> = {
  en: "English",
  "zh-TW": "Traditional Chinese",
};

/** The sentences under the figures: what they mean, and what was left out. */
export function remarksOf(audit: Audit): string[] {
  const { command, limit, passed, excess, notRead, languages, favourable } = audit;
  return [
    ...(limit === null
      ? [`The command sets no limit. To hold a release, add to its file: audit: { limit: 0.05 }.`]
      : passed
        ? [`Within the limit of ${percent(limit)}.`]
        : excess.map(
            ({ axis, group, flips, pairs }) =>
              `Above the limit of ${percent(limit)}: ${group === null ? "all recommended words" : `${axis}, ${group}`}, ${flips} of ${pairs} answers change.`,
          )),
    ...(favourable === null
      ? [
          `/${command} names no favourable label, so the score followed is that of each sentence's own label. Where one of the labels is good news: audit: { favourable: … }.`,
        ]
      : []),
    ...languages
      .filter(
        ({ neutral, recommended }) =>
          neutral.flips > 0 && (neutral.flipRate ?? 0) >= (recommended.flipRate ?? 0),
      )
      .map(
        ({ neutral }) =>
          `Words that say nothing of who somebody is change ${percent(neutral.flipRate)} of answers, no less than the words for groups do: the command is unsteady on these sentences, whoever they are about.`,
      ),
    ...languages
      .filter(({ failed }) => failed > 0)
      .map(
        ({ failed }) =>
          `${failed} texts got no answer and are not counted. Run the audit again to ask about them.`,
      ),
    ...notRead.map((tag) => `Not audited in ${LANGUAGE_NAMES[tag] ?? tag}: the model does not read it.`),
    NO_PROOF,
  ];
}

/** The rows of the summary. */
export const summaryRows = (own: {
  recommended: Sensitivity;
  notRecommended: Sensitivity;
  neutral: Sensitivity;
}) =>
  [
    ["recommended words", own.recommended],
    ["words guides advise against", own.notRecommended],
    ["words for anybody (neutral)", own.neutral],
  ] as const;
