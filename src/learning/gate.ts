/** The gate: whether a change to a command is an improvement, on rows with a known answer that neither side has learned from. Pure. */

import { wilson95 } from "../core/statistics/proportions.ts";
import { mcnemarExact } from "../core/statistics/tests.ts";
import { textKey } from "./text-key.ts";

/** Fewer rows than this are not called a measurement: their interval is some 40 points wide. */
export const MIN_ROWS_TO_JUDGE = 20;
/** One-sided level of the test. Few texts are measured again and again as a command is used, so they need more proof. */
const ALPHA = 0.05;
const ALPHA_OF_FEW = 0.01;
const FEW_ROWS = 40;

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
  /** "not-measured": there are fewer than 20 rows; "no-proof": the difference may be chance. "better" takes p < 0.05, with fewer than 40
   * rows p < 0.01; "worse" takes p < 0.05. */
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
  const level = n < FEW_ROWS ? ALPHA_OF_FEW : ALPHA;
  const verdict =
    n < MIN_ROWS_TO_JUDGE ? "not-measured" : better < level ? "better" : worse < ALPHA ? "worse" : "no-proof";
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
