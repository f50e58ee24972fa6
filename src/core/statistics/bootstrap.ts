/** Intervals by resampling. Pure, and the same at each run. */

import { createRandom } from "./random.ts";

/** A mean with its interval at 95 %. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2_000;

/** The mean of all values, with a percentile interval from a bootstrap that draws whole clusters: values of one cluster depend on each other.
 * @param clusters the values of each cluster, e.g. of each sentence; clusters without values are left out
 * @param options `seed` repeats the draws; `tests` widens the interval (Bonferroni) where so many are looked at together
 * @returns null without a value. With one cluster nothing is known of the spread between clusters, and low = mean = high
 * @see https://doi.org/10.1162/rest.90.3.414 Cameron, Gelbach and Miller 2008, the pairs cluster bootstrap */
export function clusteredBootstrap95(
  clusters: readonly (readonly number[])[],
  { seed = 1, resamples = RESAMPLES, tests = 1 } = {},
): Estimate | null {
  const sums = clusters
    .filter(({ length }) => length > 0)
    .map((values) => ({ sum: values.reduce((total, value) => total + value, 0), n: values.length }));
  if (sums.length === 0) return null;
  const meanOf = (drawn: readonly { sum: number; n: number }[]) => {
    let [sum, n] = [0, 0];
    for (const one of drawn) {
      sum += one.sum;
      n += one.n;
    }
    return sum / n;
  };
  const random = createRandom(seed);
  const means = Array.from({ length: resamples }, () =>
    meanOf(sums.map(() => sums[Math.floor(random() * sums.length)] as { sum: number; n: number })),
  ).sort((a, b) => a - b);
  const tail = 0.025 / tests;
  return { mean: meanOf(sums), low: quantile(means, tail), high: quantile(means, 1 - tail) };
}

/** A quantile by linear interpolation between the two nearest values (type 7 of Hyndman and Fan).
 * @param sorted at least one number, ascending
 * @param share 0 to 1
 * @see https://doi.org/10.2307/2684934 */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}
