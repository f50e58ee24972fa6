/** Two versions of a command, audited over the same sentences. Pure. */

import { clusteredBootstrap95, type Estimate } from "../../core/statistics/bootstrap.ts";
import type { Pair } from "./pairs.ts";
import { NEUTRAL } from "./plan.ts";
import type { Measured } from "./result.ts";

/** What changed from an earlier version to the audited one, over the sentences and recommended words that both have. */
export interface Comparison {
  readonly language: string;
  readonly pairs: number;
  readonly flipsBefore: number;
  readonly flipsAfter: number;
  /** Share of flips of the audited version less that of the earlier one, with an interval clustered by sentence; null without a pair. */
  readonly difference: Estimate | null;
  /** Pairs that flip only now, and only before: all of them are counted, ten of each are listed. */
  readonly appeared: number;
  readonly gone: number;
  readonly appearedPairs: readonly Pair[];
  readonly gonePairs: readonly Pair[];
}

const LISTED = 10;

/** Compares one language.
 * @param before pairs of the earlier version
 * @param after pairs of the audited version */
export function compareAudits(before: Measured["pairs"], { result, pairs }: Measured): Comparison {
  const keyOf = ({ pair }: Measured["pairs"][number]) => JSON.stringify([pair.before.text, pair.after.text]);
  const earlier = new Map(before.map((one) => [keyOf(one), one.pair]));
  const common = pairs
    .filter(({ pair }) => pair.recommended && pair.axis !== NEUTRAL)
    .flatMap((one) => {
      const was = earlier.get(keyOf(one));
      return was ? [{ sentence: one.sentence, was, is: one.pair }] : [];
    });
  const clusters = new Map<number, number[]>();
  for (const { sentence, was, is } of common) {
    const own = clusters.get(sentence) ?? [];
    own.push(Number(is.flipped) - Number(was.flipped));
    clusters.set(sentence, own);
  }
  const appeared = common.filter(({ was, is }) => is.flipped && !was.flipped);
  const gone = common.filter(({ was, is }) => !is.flipped && was.flipped);
  return {
    language: result.language,
    pairs: common.length,
    flipsBefore: common.filter(({ was }) => was.flipped).length,
    flipsAfter: common.filter(({ is }) => is.flipped).length,
    difference: clusteredBootstrap95([...clusters.values()]),
    appeared: appeared.length,
    gone: gone.length,
    appearedPairs: appeared.slice(0, LISTED).map(({ is }) => is),
    gonePairs: gone.slice(0, LISTED).map(({ was }) => was),
  };
}
