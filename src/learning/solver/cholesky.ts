/** Symmetric systems of equations. Pure. */

import { dotPart, dots } from "./vectors.ts";

/** L with L · Lᵀ = matrix, and Lᵀ above its diagonal, so that both are read along rows, as suits the processor's cache. A diagonal that
 * rounding made 0 or less gets a little.
 * @param matrix size × size, symmetric and not negative; its lower triangle is read */
export function decompose(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      const [one, other] = [row * size, column * size];
      const known = dotPart({ left: lower, from: one, right: lower, start: other, length: column });
      const rest = (matrix[one + column] as number) - known;
      lower[one + column] =
        row === column
          ? Math.sqrt(Math.max(rest, 1e-9 * (1 + (matrix[one + row] as number))))
          : rest / (lower[other + column] as number);
    }
  return mirror(lower, size);
}

/** Fills what is above the diagonal with what is below it, in place. */
export function mirror(lower: Float64Array, size: number): Float64Array {
  for (let row = 0; row < size; row++)
    for (let column = 0; column < row; column++)
      lower[column * size + row] = lower[row * size + column] as number;
  return lower;
}

/** Solves L · Lᵀ · x = vector in place, for several vectors that lie behind each other.
 * @param both L and Lᵀ, as `decompose` gives them
 * @param vectors a multiple of `size` numbers */
export function solve(both: Float64Array, vectors: Float64Array, size: number): void {
  const sums = new Float64Array(vectors.length / size);
  for (let row = 0; row < size; row++) solveRow({ both, vectors, sums, size }, row, 0, row);
  solveTransposed(both, vectors, size);
}

/** Solves Lᵀ · x = vector in place, for several vectors that lie behind each other. */
export function solveTransposed(both: Float64Array, vectors: Float64Array, size: number): void {
  const sums = new Float64Array(vectors.length / size);
  for (let row = size - 1; row >= 0; row--)
    solveRow({ both, vectors, sums, size }, row, row + 1, size - row - 1);
}

interface Solving {
  readonly both: Float64Array;
  readonly vectors: Float64Array;
  /** Used again for each row. */
  readonly sums: Float64Array;
  readonly size: number;
}

/** One unknown of each vector, from `length` others that were found before, the first of them at `start`. */
function solveRow({ both, vectors, sums, size }: Solving, row: number, start: number, length: number): void {
  dots({ left: both, from: row * size + start, right: vectors, start, length, stride: size, sums });
  const diagonal = both[row * size + row] as number;
  for (let at = 0; at < sums.length; at++) {
    const place = at * size + row;
    vectors[place] = ((vectors[place] as number) - (sums[at] as number)) / diagonal;
  }
}
