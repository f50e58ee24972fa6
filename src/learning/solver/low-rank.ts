/**
 * Rows of very many features in few coordinates. A penalty on the weights is the same in any coordinates, so that a regression on these
 * finds what one on all features would: exactly where there are no more rows than coordinates, nearly where there are more. Pure.
 */

import type { SparseRow } from "../head/text-features.ts";
import { mirror, solveTransposed } from "./cholesky.ts";
import { AT_ONCE, addScaled, dot, productsOf, take } from "./vectors.ts";

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
/** Rows are taken a few at a time. One of which less is left after those before it than this share waits for a later time. */
const LEAST_LEFT = 0.5;

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
  const least = LEAST_SHARE * left.reduce((most, value) => Math.max(most, value), 0);
  const rank = Math.min(rows.length, maxRank);
  const columns = rows[0]?.dense.length ?? 0;
  const places = rows.map(() => new Float64Array(rank));
  const multiply = createMultiply(rows, places, sparseColumns);
  const pivots: number[] = [];
  for (;;) {
    const next = largestOf(left, Math.min(AT_ONCE, rank - pivots.length)).filter(
      (row) => (left[row] as number) > least,
    );
    if (next.length === 0) break;
    const enough = next.map((row) => LEAST_LEFT * (left[row] as number));
    const start = pivots.length;
    const products = multiply(next, start);
    for (const [index, pivot] of next.entries()) {
      if ((left[pivot] as number) < (enough[index] as number)) continue;
      const column = pivots.length;
      const own = places[pivot] as Float64Array;
      const length = Math.sqrt(left[pivot] as number);
      for (let row = 0; row < rows.length; row++) {
        if (row === pivot || (left[row] as number) <= 0) continue;
        const to = places[row] as Float64Array;
        let rest = products[row * AT_ONCE + index] as number;
        for (let at = start; at < column; at++) rest -= (to[at] as number) * (own[at] as number);
        const place = rest / length;
        to[column] = place;
        left[row] = (left[row] as number) - place ** 2;
      }
      own[column] = length;
      left[pivot] = 0;
      pivots.push(pivot);
    }
  }
  const size = pivots.length;
  const short = places.map((own) => own.subarray(0, size));
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

/** @returns what gives the products of a few rows with every row, less what the first so many places say of them: row by row, AT_ONCE numbers each */
function createMultiply(
  rows: readonly FeatureRow[],
  places: readonly Float64Array[],
  sparseColumns: number,
): (chosen: readonly number[], known: number) => Float64Array {
  const dense = rows.map((row) => row.dense);
  const spread = new Float64Array(sparseColumns * AT_ONCE);
  const products = new Float64Array(rows.length * AT_ONCE);
  return (chosen, known) => {
    const sides = [
      { vectors: dense, sign: 1, ...behindEachOther(dense, chosen, dense[0]?.length ?? 0) },
      { vectors: places, sign: -1, ...behindEachOther(places, chosen, known) },
    ];
    for (const [at, row] of chosen.entries()) scatter((rows[row] as FeatureRow).sparse, spread, at);
    const sums = new Float64Array(2 * AT_ONCE);
    products.fill(0);
    for (const { vectors, sign, right, length } of sides)
      for (let from = 0; from < rows.length; from += AT_ONCE) {
        const taken = take(vectors, from);
        const count = Math.min(AT_ONCE, rows.length - from);
        for (let pair = 0; pair < AT_ONCE; pair += 2) {
          productsOf(taken, { right, one: pair * length, two: (pair + 1) * length, length, sums, at: 0 });
          for (let index = 0; index < count; index++) {
            const place = (from + index) * AT_ONCE + pair;
            products[place] = (products[place] as number) + sign * (sums[index] as number);
            products[place + 1] = (products[place + 1] as number) + sign * (sums[AT_ONCE + index] as number);
          }
        }
      }
    for (const [at, row] of rows.entries()) gather(row.sparse, spread, products, at * AT_ONCE);
    spread.fill(0);
    return products;
  };
}

/** The first numbers of a few vectors as one array. */
function behindEachOther(vectors: readonly Float64Array[], chosen: readonly number[], length: number) {
  const right = new Float64Array(AT_ONCE * length);
  for (const [at, row] of chosen.entries())
    right.set((vectors[row] as Float64Array).subarray(0, length), at * length);
  return { right, length };
}

/** The indexes of the largest numbers, largest first. */
function largestOf(values: Float64Array, count: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (found.length === count && value <= (values[found.at(-1) ?? 0] as number)) continue;
    const before = found.findIndex((other) => value > (values[other] as number));
    found.splice(before < 0 ? found.length : before, 0, at);
    if (found.length > count) found.pop();
  }
  return found;
}

/** Writes a row's numbers at their columns, of which each has AT_ONCE places. */
function scatter({ columns, values }: SparseRow, to: Float64Array, at: number): void {
  for (let index = 0; index < columns.length; index++)
    to[(columns[index] as number) * AT_ONCE + at] = values[index] as number;
}

/** Adds the Σ of products of a row and each of what was spread out. */
function gather({ columns, values }: SparseRow, from: Float64Array, to: Float64Array, start: number): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let index = 0; index < columns.length; index++) {
    const place = (columns[index] as number) * AT_ONCE;
    const value = values[index] as number;
    a += value * (from[place] as number);
    b += value * (from[place + 1] as number);
    c += value * (from[place + 2] as number);
    d += value * (from[place + 3] as number);
  }
  to[start] = (to[start] as number) + a;
  to[start + 1] = (to[start + 1] as number) + b;
  to[start + 2] = (to[start + 2] as number) + c;
  to[start + 3] = (to[start + 3] as number) + d;
}
