/** How many rows a comparison of two proportions needs. Pure. */

/** Standard normal quantiles: of 1 − 0.05 / 2, and of 0.80. */
const Z_ALPHA = 1.959964;
const Z_POWER = 0.841621;

/** Rows that each of two groups of the same size needs, so that a true difference is found with 80 % power by a two-sided test at 0.05.
 * Normal approximation, with the pooled share under the hypothesis of no difference; rounded to the nearest whole number.
 * @param first @param second the true shares, 0 to 1
 * @returns at least 1; infinity where the shares are equal
 * @see https://doi.org/10.1002/0471445428 Fleiss, Levin and Paik 2003, section 4.2, without correction for continuity
 * @example neededPerGroup(0.1, 0.2) // 199 */
export function neededPerGroup(first: number, second: number): number {
  const difference = Math.abs(first - second);
  if (difference === 0) return Number.POSITIVE_INFINITY;
  const pooled = (first + second) / 2;
  const sum =
    Z_ALPHA * Math.sqrt(2 * pooled * (1 - pooled)) +
    Z_POWER * Math.sqrt(first * (1 - first) + second * (1 - second));
  return Math.max(1, Math.round((sum / difference) ** 2));
}
