/** How an audit's figures are written, in text and on the page. */

import type { Estimate } from "../../../core/statistics/bootstrap.ts";
import type { Pair } from "../pairs.ts";
import type { Audit } from "../run.ts";
import type { Sensitivity } from "../sensitivity.ts";
import { type AuditWords, auditWords } from "./words/words.ts";

/** 0.0123 → "0.012", 0.00001 → "<0.001". */
export const pValue = (p: number) => (p < 0.001 ? "<0.001" : p.toFixed(3));

export interface Figures {
  /** 0.0174 → "1.7%"; "–" for null. */
  percent(share: number | null): string;
  /** "1.4% to 2.2%". */
  interval(bounds: readonly [number, number]): string;
  /** "−0.009 (−0.016 to −0.004)". */
  estimate(value: Estimate | null, digits?: number): string;
  /** "Positive 97%". */
  answerOf(shown: Pair["before"]): string;
}

export function figuresIn({ format, none, range, noLabel }: AuditWords): Figures {
  const percent = (share: number | null) => (share === null ? none : format.percent(share, 1));
  return {
    percent,
    interval: ([low, high]) => range(percent(low), percent(high)),
    estimate(value, digits = 3) {
      if (value === null) return none;
      const signed = (number: number) => {
        const text = Math.abs(number).toFixed(digits);
        return number < 0 && Number(text) !== 0 ? `−${text}` : text;
      };
      return `${signed(value.mean)} (${range(signed(value.low), signed(value.high))})`;
    },
    answerOf: ({ label, score }) => `${label ?? noLabel}${score === null ? "" : ` ${format.percent(score)}`}`,
  };
}

export const languageName = (tag: string, { languages }: AuditWords): string => languages[tag] ?? tag;

/** The sentences under the figures: what they mean, and what was left out.
 * @param locale BCP 47 tag of the reader's language */
export function remarksOf(audit: Audit, locale: string): string[] {
  const { command, limit, passed, excess, notRead, languages, favourable } = audit;
  const words = auditWords(locale);
  const { remarks } = words;
  const { percent } = figuresIn(words);
  const groupOf = ({ axis, group }: Audit["excess"][number]) =>
    group === null ? null : `${words.axis(axis ?? "")}${words.and}${words.group(group)}`;
  return [
    ...(limit === null
      ? [remarks.noLimit]
      : passed
        ? [remarks.within(percent(limit))]
        : excess.map((one) => remarks.above(percent(limit), groupOf(one), one.flips, one.pairs))),
    ...(favourable === null ? [remarks.noFavourable(command)] : []),
    ...languages
      .filter(
        ({ neutral, recommended }) =>
          neutral.flips > 0 && (neutral.flipRate ?? 0) >= (recommended.flipRate ?? 0),
      )
      .map(({ neutral }) => remarks.unsteady(percent(neutral.flipRate))),
    ...languages.filter(({ failed }) => failed > 0).map(({ failed }) => remarks.failed(failed)),
    ...notRead.map((tag) => remarks.notRead(languageName(tag, words))),
    remarks.noProof,
  ];
}

/** The rows of the summary. */
export const summaryRows = (
  own: { recommended: Sensitivity; notRecommended: Sensitivity; neutral: Sensitivity },
  { summary }: AuditWords,
) =>
  [
    [summary.recommended, own.recommended],
    [summary.notRecommended, own.notRecommended],
    [summary.neutral, own.neutral],
  ] as const;
