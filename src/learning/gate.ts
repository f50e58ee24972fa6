/** The gate: whether a change to a command is an improvement, on rows with a known answer that neither side has learned from. Pure. */

import { wilson95 } from "../core/statistics/proportions.ts";
import { mcnemarExact } from "../core/statistics/tests.ts";
import { textKey } from "./text-key.ts";

/** Fewer rows than this are not called a measurement: their interval is some 40 points wide. */
export const MIN_ROWS_TO_JUDGE = 20;
/** One-sided levels of the test. What is better is looked for again and again while spot checks come in, and each look is one more chance to
 * be wrong, so it needs more proof: `npm run bench -- learning DATA simulate` looks twenty times. */
const ALPHA_BETTER = 0.01;
const ALPHA_WORSE = 0.05;

/** One row with what each side says; null where it gave no label. */
export interface PairedRow {
  readonly id: string;
  readonly text: string;
  readonly label: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface Comparison {
  readonly n: number;
  readonly before: { readonly right: number; readonly interval: readonly [number, number] };
  readonly after: { readonly right: number; readonly interval: readonly [number, number] };
  /** Rows that only the change gets right, and those that only it gets wrong: all of them. */
  readonly repaired: readonly PairedRow[];
  readonly broken: readonly PairedRow[];
  /** Exact McNemar, one-sided: how likely so many repaired and so few broken rows are, if the change were worth nothing; where the verdict
   * is "worse", how likely so many broken and so few repaired ones are. */
  readonly p: number;
  /** "not-measured": there are fewer than 20 rows; "no-proof": the difference may be chance. "better" takes p < 0.01,
   * "worse" p < 0.05. */
  readonly verdict: "better" | "worse" | "no-proof" | "not-measured";
}

/** Compares two sides. A text that occurs several times counts once, as it was decided last: the exact test takes rows for independent, and
 * a text that is asked ten times is answered the same ten times. */
export function compare(given: readonly PairedRow[]): Comparison {
  const rows = [...new Map(given.map((row) => [textKey(row.text), row])).values()];
  const n = rows.length;
  const isRight = (given: string | null, { label }: PairedRow) => given === label;
  const side = (right: number) => ({ right, interval: wilson95(right, n) });
  const repaired = rows.filter((row) => isRight(row.after, row) && !isRight(row.before, row));
  const broken = rows.filter((row) => !isRight(row.after, row) && isRight(row.before, row));
  const better = mcnemarExact(repaired.length, broken.length).oneSided;
  const worse = mcnemarExact(broken.length, repaired.length).oneSided;
  const verdict = verdictOf(n, better, worse);
  return {
    n,
    before: side(rows.filter((row) => isRight(row.before, row)).length),
    after: side(rows.filter((row) => isRight(row.after, row)).length),
    repaired,
    broken,
    p: verdict === "worse" ? worse : better,
    verdict,
  };
}

function verdictOf(n: number, better: number, worse: number): Comparison["verdict"] {
  if (n < MIN_ROWS_TO_JUDGE) return "not-measured";
  if (better < ALPHA_BETTER) return "better";
  return worse < ALPHA_WORSE ? "worse" : "no-proof";
}
