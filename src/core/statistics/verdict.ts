/** Whether a share of right answers is better than guessing. Pure. */

import { wilson95 } from "./proportions.ts";

/** How good a result is beside guessing. */
export interface Verdict {
  /** better: beyond doubt at 95 %; not-better: the interval reaches down to guessing, or lies below it; too-few: even all right would prove
   * nothing; one-label: all rows expect the same label, so that no number of them would. */
  readonly kind: "better" | "not-better" | "too-few" | "one-label";
  /** What guessing one of the labels at random gets right, 0 to 1. */
  readonly chance: number;
  /** What always saying the most frequent label gets right, 0 to 1. */
  readonly majority: number;
  /** Rows that would be enough to decide at the present share of right answers; null when that share is no better than guessing. */
  readonly needed: number | null;
}

/** Whether `hits` of `n` beat both chance and the majority label: the lower end of the Wilson interval must lie above both.
 * @param counts rows by expected label; labels without a row may be left out
 * @param labels how many labels there are, at least 2 */
export function verdictOf(
  hits: number,
  n: number,
  { counts, labels }: { counts: readonly number[]; labels: number },
): Verdict {
  const chance = 1 / labels;
  const majority = n === 0 ? 0 : Math.max(0, ...counts) / n;
  const guessing = Math.max(chance, majority);
  const proves = (share: number, rows: number) => wilson95(share * rows, rows)[0] > guessing;
  const share = n === 0 ? 0 : hits / n;
  const needed = share > guessing ? leastRows((rows) => proves(share, rows)) : null;
  const kind = (): Verdict["kind"] => {
    if (n === 0) return "too-few";
    if (majority === 1) return "one-label";
    if (proves(share, n)) return "better";
    return proves(1, n) || wilson95(hits, n)[1] < guessing ? "not-better" : "too-few";
  };
  return { kind: kind(), chance, majority, needed };
}

/** The smallest number of rows for which `isEnough` holds; it must hold for all larger ones. Null above a million. */
function leastRows(isEnough: (rows: number) => boolean): number | null {
  let high = 1;
  while (!isEnough(high)) {
    high *= 2;
    if (high > 1_000_000) return null;
  }
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
