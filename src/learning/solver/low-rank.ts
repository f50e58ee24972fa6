/**
 * Rows of very many features in few coordinates. A penalty on the weights is the same in any coordinates, so that a regression on these
 * finds what one on all features would: exactly where there are no more rows than coordinates, nearly where there are more. Pure.
 */

import type { SparseRow } from "../head/text-features.ts";
import { solveTransposed } from "./cholesky.ts";
import { addScaled, dot } from "./vectors.ts";

export interface FeatureRow {
  readonly dense: Float64Array;
  readonly sparse: SparseRow;
}

export interface Coordinates {
  /** One array a row. */
  readonly rows: readonly Float64Array[];
  /** Turns weights of the coordinates into weights of the features: `denseColumns + sparseColumns` numbers. */
  toFeatures(weights: Float64Array): Float64Array;
}

/** More coordinates cost more time than they bring. */
const MAX_RANK = 256;
/** What is left of a row, as a share of the longest row's square, below which it is known by the others. */
const LEAST_SHARE = 1e-9;

/** Incomplete Cholesky decomposition of the rows' products, by largest remainder first.
 * @see https://www.jmlr.org/papers/v2/fine01a.html Fine and Scheinberg 2001 */
export function toCoordinates(
  rows: readonly FeatureRow[],
  sparseColumns: number,
  maxRank: number = MAX_RANK,
): Coordinates {
  const left = Float64Array.from(
    rows,
    ({ dense, sparse }) => dot(dense, dense) + dot(sparse.values, sparse.values),
  );
  const spread = new Float64Array(sparseColumns);
  const least = LEAST_SHARE * left.reduce((most, value) => Math.max(most, value), 0);
  const rank = Math.min(rows.length, maxRank);
  const coordinates = rows.map(() => new Float64Array(rank));
  const pivots: number[] = [];
  while (pivots.length < rank) {
    const pivot = left.reduce((best, value, row) => (value > (left[best] as number) ? row : best), 0);
    if (!((left[pivot] as number) > least)) break;
    const column = pivots.length;
    const own = coordinates[pivot] as Float64Array;
    const known = own.subarray(0, column);
    const { dense, sparse } = rows[pivot] as FeatureRow;
    scatter(sparse, spread);
    const length = Math.sqrt(left[pivot] as number);
    for (let row = 0; row < rows.length; row++) {
      if (row === pivot || (left[row] as number) <= 0) continue;
      const other = rows[row] as FeatureRow;
      const place = coordinates[row] as Float64Array;
      const rest = dot(dense, other.dense) + gather(other.sparse, spread) - dot(known, place);
      place[column] = rest / length;
      left[row] = (left[row] as number) - (place[column] as number) ** 2;
    }
    spread.fill(0);
    own[column] = length;
    left[pivot] = 0;
    pivots.push(pivot);
  }
  const size = pivots.length;
  const short = coordinates.map((row) => row.slice(0, size));
  const lower = new Float64Array(size * size);
  for (const [at, pivot] of pivots.entries()) lower.set(short[pivot] as Float64Array, at * size);
  return {
    rows: short,
    toFeatures(weights) {
      const shares = weights.slice();
      solveTransposed(lower, shares, size);
      const denseColumns = rows[0]?.dense.length ?? 0;
      const found = new Float64Array(denseColumns + sparseColumns);
      for (const [at, pivot] of pivots.entries()) {
        const { dense, sparse } = rows[pivot] as FeatureRow;
        addScaled(found, dense, shares[at] as number);
        for (const [index, column] of sparse.columns.entries())
          found[denseColumns + column] =
            (found[denseColumns + column] as number) +
            (shares[at] as number) * (sparse.values[index] as number);
      }
      return found;
    },
  };
}

/** Writes a row's numbers at their columns. */
function scatter({ columns, values }: SparseRow, to: Float64Array): void {
  for (let at = 0; at < columns.length; at++) to[columns[at] as number] = values[at] as number;
}

/** Σ of products of a row and what was spread out. */
function gather({ columns, values }: SparseRow, from: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < columns.length; at++)
    sum += (values[at] as number) * (from[columns[at] as number] as number);
  return sum;
}
