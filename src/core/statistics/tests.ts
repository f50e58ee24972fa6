/** Tests of hypotheses, and what to do about many of them. Pure. */

/** Exact McNemar test on the discordant pairs of a paired comparison: with no real difference, each falls to either side like a coin.
 * @param gained pairs that only the second of two answers got right, a whole number from 0 on
 * @param lost pairs that only the first got right
 * @returns p values, 0 to 1. `twoSided`: of any difference; `oneSided`: of a gain. Both are 1 without a discordant pair
 * @see https://doi.org/10.1007/BF02295996 McNemar 1947; exact by the binomial distribution */
export function mcnemarExact(gained: number, lost: number): { twoSided: number; oneSided: number } {
  const n = gained + lost;
  return {
    twoSided: Math.min(1, 2 * fairTail(Math.max(gained, lost), n)),
    oneSided: fairTail(gained, n),
  };
}

/** The chance that n fair coins show `least` heads or more, summed in logarithms so that large n do not overflow. */
function fairTail(least: number, n: number): number {
  if (least <= 0) return 1;
  let sum = 0;
  // The logarithm of the number of ways to choose i of n.
  let logWays = 0;
  for (let i = n; i >= least; i--) {
    sum += Math.exp(logWays - n * Math.LN2);
    logWays += Math.log(i) - Math.log(n - i + 1);
  }
  return Math.min(1, sum);
}

/** Holm's adjustment of p values: the chance of even one false alarm stays below the level.
 * @returns adjusted p values in the order given, 0 to 1
 * @see https://www.jstor.org/stable/4615733 Holm 1979 */
export function holm(pValues: readonly number[]): number[] {
  const m = pValues.length;
  let highest = 0;
  return inOrder(pValues, (p, rank) => {
    highest = Math.max(highest, Math.min(1, p * (m - rank)));
    return highest;
  });
}

/** Benjamini and Hochberg's adjustment of p values: the expected share of false alarms among all alarms stays below the level.
 * @returns adjusted p values in the order given, 0 to 1
 * @see https://doi.org/10.1111/j.2517-6161.1995.tb02031.x Benjamini and Hochberg 1995 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const m = pValues.length;
  let lowest = 1;
  return inOrder(
    pValues.map((p) => -p),
    (negative, rank) => {
      lowest = Math.min(lowest, (-negative * m) / (m - rank));
      return lowest;
    },
  );
}

/** Calls `adjust` for each value from the smallest on, and gives back the results in the order of the values. */
function inOrder(values: readonly number[], adjust: (value: number, rank: number) => number): number[] {
  const adjusted = values.map(() => 0);
  const ranked = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  for (const [rank, { value, index }] of ranked.entries()) adjusted[index] = adjust(value, rank);
  return adjusted;
}
