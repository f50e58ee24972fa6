/** Scores as people read them: percentages that add up. Pure. */

import type { Words } from "../../../i18n/words.ts";
import type { Answer } from "../../ask.ts";

export interface ShownScore {
  readonly label: string;
  /** 0 to 100, for a bar. */
  readonly percent: number;
  /** In the reader's language, e.g. "41%". What isn't 0 or 1 is never shown as such: "<1%", ">99%". */
  readonly shown: string;
}

/** Rounds shares so that they add up to their rounded sum: all are rounded down, and the largest remainders get what is missing.
 * @param shares each from 0 to 1
 * @param decimals of the percentage
 * @returns percentages, in the same order
 * @see https://en.wikipedia.org/wiki/Quota_method for the method, named after Hamilton
 * @example toPercents([0.335, 0.335, 0.33]) // [34, 33, 33], where rounding each alone gives 34, 34, 33 */
export function toPercents(shares: readonly number[], decimals = 0): number[] {
  const steps = 10 ** decimals;
  const exact = shares.map((share) => share * 100 * steps);
  const units = exact.map(Math.floor);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const missing = Math.round(sum(exact)) - sum(units);
  const remainder = (at: number) => (exact[at] ?? 0) - (units[at] ?? 0);
  const byRemainder = units.map((_, at) => at).sort((one, other) => remainder(other) - remainder(one));
  const raised = new Set(byRemainder.slice(0, missing));
  return units.map((unit, at) => (unit + (raised.has(at) ? 1 : 0)) / steps);
}

/** All scores of an answer, which are shown as one distribution.
 * @param decimals 0 or 1 */
export function showScores(
  scores: NonNullable<Answer["scores"]>,
  { reply }: Words,
  decimals = 0,
): ShownScore[] {
  const percents = toPercents(
    scores.map(({ score }) => score),
    decimals,
  );
  const least = 0.01 / 10 ** decimals;
  return scores.map(({ label, score }, at) => {
    const percent = percents[at] ?? 0;
    const shown =
      percent === 0 && score > 0
        ? `<${reply.share(least, decimals)}`
        : percent === 100 && score < 1
          ? `>${reply.share(1 - least, decimals)}`
          : reply.share(percent / 100, decimals);
    return { label, percent, shown };
  });
}
