/**
 * Rows of very many features in few coordinates. A penalty on the weights is the same in any coordinates, so that a regression on these
 * finds what one on all features would: exactly where there are no more rows than coordinates, nearly where there are more. Pure.
 */

import type { SparseRow } from "../head/text-features.ts";
import { mirror, solveTransposed } from "./cholesky.ts";
import { addScaled, dot, dots } from "./vectors.ts";

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
  const columns = rows[0]?.dense.length ?? 0;
  const dense = new Float64Array(rows.length * columns);
  for (const [at, row] of rows.entries()) dense.set(row.dense, at * columns);
  const places = new Float64Array(rows.length * rank);
  const products = new Float64Array(rows.length);
  const known = new Float64Array(rows.length);
  const pivots: number[] = [];
  while (pivots.length < rank) {
    const pivot = left.reduce((best, value, row) => (value > (left[best] as number) ? row : best), 0);
    if (!((left[pivot] as number) > least)) break;
    const column = pivots.length;
    multiply(dense, pivot, { length: columns, stride: columns, sums: products });
    multiply(places, pivot, { length: column, stride: rank, sums: known });
    scatter((rows[pivot] as FeatureRow).sparse, spread);
    const length = Math.sqrt(left[pivot] as number);
    for (let row = 0; row < rows.length; row++) {
      if (row === pivot || (left[row] as number) <= 0) continue;
      const product = (products[row] as number) + gather((rows[row] as FeatureRow).sparse, spread);
      const place = (product - (known[row] as number)) / length;
      places[row * rank + column] = place;
      left[row] = (left[row] as number) - place ** 2;
    }
    spread.fill(0);
    places[pivot * rank + column] = length;
    left[pivot] = 0;
    pivots.push(pivot);
  }
  const size = pivots.length;
  const short = rows.map((_, row) => places.slice(row * rank, row * rank + size));
  const lower = new Float64Array(size * size);
  for (const [at, pivot] of pivots.entries())
    lower.set((short[pivot] as Float64Array).subarray(0, at + 1), at * size);
  const both = mirror(lower, size);
  return {
    rows: short,
    toFeatures(weights) {
      const shares = weights.slice();
      solveTransposed(both, shares, size);
      const found = new Float64Array(columns + sparseColumns);
      for (const [at, pivot] of pivots.entries()) {
        const { dense, sparse } = rows[pivot] as FeatureRow;
        const share = shares[at] as number;
        addScaled(found, dense, share);
        for (let index = 0; index < sparse.columns.length; index++) {
          const place = columns + (sparse.columns[index] as number);
          found[place] = (found[place] as number) + share * (sparse.values[index] as number);
        }
      }
      return found;
    },
  };
}

/** The products of one row with each, of all rows that lie behind each other. */
function multiply(
  rows: Float64Array,
  row: number,
  { length, stride, sums }: { readonly length: number; readonly stride: number; readonly sums: Float64Array },
): void {
  dots({ left: rows, from: row * stride, right: rows, start: 0, length, stride, sums });
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
