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

/** Hits of n rows. */
interface Counted {
  readonly hits: number;
  readonly n: number;
}

/** Fisher's approximate test is of no use where an expected cell is below this: then the exact one is taken. */
const MIN_EXPECTED = 5;
/** Tables of the same probability differ by rounding only. */
const ROUNDING = 1e-7;

/** Two-sided test that two independent proportions are the same: the score test (chi-squared with one degree of freedom, without a correction)
 * where each expected cell is 5 or more, else Fisher's exact test.
 * @returns the p value, 0 to 1, and which test gave it; 1 where either n is 0
 * @see https://doi.org/10.1002/sim.2832 Campbell 2007, on when which one is right */
export function twoProportions(
  first: Counted,
  second: Counted,
): { readonly p: number; readonly test: "score" | "fisher" } {
  const n = first.n + second.n;
  const hits = first.hits + second.hits;
  const smallest = (Math.min(first.n, second.n) * Math.min(hits, n - hits)) / n;
  if (first.n === 0 || second.n === 0 || smallest < MIN_EXPECTED)
    return { p: fisherExact(first, second), test: "fisher" };
  const pooled = hits / n;
  const difference = first.hits / first.n - second.hits / second.n;
  const z = difference / Math.sqrt(pooled * (1 - pooled) * (1 / first.n + 1 / second.n));
  return { p: twoSidedNormal(z), test: "score" };
}

/** Fisher's exact test, two-sided: the chance of all tables with the same margins that are no likelier than this one.
 * @returns p, 0 to 1; 1 where either n is 0
 * @see https://doi.org/10.2307/2340521 Fisher 1922 */
export function fisherExact(first: Counted, second: Counted): number {
  const n = first.n + second.n;
  const hits = first.hits + second.hits;
  const logs = logFactorials(n);
  const logChoose = (of: number, k: number) =>
    (logs[of] as number) - (logs[k] as number) - (logs[of - k] as number);
  const chanceOf = (k: number) =>
    Math.exp(logChoose(first.n, k) + logChoose(second.n, hits - k) - logChoose(n, hits));
  const seen = chanceOf(first.hits);
  let p = 0;
  for (let k = Math.max(0, hits - second.n); k <= Math.min(first.n, hits); k++) {
    const chance = chanceOf(k);
    if (chance <= seen * (1 + ROUNDING)) p += chance;
  }
  return Math.min(1, p);
}

/** Natural logarithms of 0! to n!. */
function logFactorials(n: number): Float64Array {
  const logs = new Float64Array(n + 1);
  for (let i = 2; i <= n; i++) logs[i] = (logs[i - 1] as number) + Math.log(i);
  return logs;
}

/** The chance that a standard normal value is as far from 0 as z, or farther: the complementary error function by the continued fraction for
 * large values, and by its series for small ones.
 * @see https://dlmf.nist.gov/7.6 and https://dlmf.nist.gov/7.9 */
function twoSidedNormal(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  if (x > 3) {
    let fraction = 0;
    for (let k = 60; k >= 1; k--) fraction = k / 2 / (x + fraction);
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
  }
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && k < 200; k++) {
    term *= (-x * x) / k;
    sum += term / (2 * k + 1);
  }
  return Math.max(0, 1 - (2 / Math.sqrt(Math.PI)) * sum);
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
