/** Times counted by bucket, so that they can be added up over days, and quantiles of them. Pure. */

/** Buckets of equal ratio: twenty from 1 ms to 10 ms, twenty to 100 ms, and so on. Each is 12 % wide. */
const PER_DECADE = 20;
/** 10 million ms, almost three hours: whatever takes longer is counted in the last bucket. */
const LAST = 7 * PER_DECADE;
const Z = 1.959964;

/** A quantile with its interval at 95 %. */
export interface Quantile {
  /** Milliseconds. Times are known by bucket, so that it is off by 12 % at most, or by 1 ms. */
  readonly value: number;
  /** Null where there are too few times to bound it. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly n: number;
}

/** The bucket of a time.
 * @param ms from 0; what is below counts as 0 */
export function bucketOf(ms: number): number {
  if (!(ms > 1)) return 0;
  return Math.min(LAST, Math.ceil(Math.log10(ms) * PER_DECADE - 1e-9));
}

/** A quantile of times that were counted by bucket. Its interval is that of order statistics: the ranks between which the quantile lies
 * with 95 % by the normal approximation of the binomial.
 * @param counts times by bucket; whole numbers from 0
 * @param share 0 to 1
 * @returns null without a time
 * @see https://doi.org/10.1002/9780470316757 Hahn and Meeker 1991, section 5.2 */
export function quantileOf(counts: ReadonlyMap<number, number>, share: number): Quantile | null {
  const sorted = [...counts].filter(([, n]) => n > 0).sort(([one], [other]) => one - other);
  const n = sorted.reduce((sum, [, own]) => sum + own, 0);
  if (n === 0) return null;
  const spread = Z * Math.sqrt(n * share * (1 - share));
  const [low, high] = [n * share - spread, n * share + spread];
  return {
    value: atRank(sorted, n * share),
    interval: low < 0 || high > n ? null : [atRank(sorted, low), atRank(sorted, high)],
    n,
  };
}

/** The time at a rank, with the times of a bucket spread over it evenly by ratio. */
function atRank(sorted: readonly (readonly [bucket: number, n: number])[], rank: number): number {
  let before = 0;
  for (const [bucket, n] of sorted) {
    if (before + n >= rank) {
      const part = Math.max(0, (rank - before) / n);
      return bucket === 0 ? part : 10 ** ((bucket - 1 + part) / PER_DECADE);
    }
    before += n;
  }
  return 10 ** ((sorted.at(-1)?.[0] ?? 0) / PER_DECADE);
}
