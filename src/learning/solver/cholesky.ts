/** Symmetric systems of equations. Pure. */

import { addScaled, dotPart } from "./vectors.ts";

/** The lower triangle L with L · Lᵀ = matrix, row by row. A diagonal that rounding made 0 or less gets a little.
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
  return lower;
}

/** Solves L · Lᵀ · x = vector in place.
 * @param vector of length `size` */
export function solve(lower: Float64Array, vector: Float64Array, size: number): void {
  for (let row = 0; row < size; row++) {
    const known = dotPart({ left: lower, from: row * size, right: vector, start: 0, length: row });
    vector[row] = ((vector[row] as number) - known) / (lower[row * size + row] as number);
  }
  solveTransposed(lower, vector, size);
}

/** Solves Lᵀ · x = vector in place. */
export function solveTransposed(lower: Float64Array, vector: Float64Array, size: number): void {
  // Row by row: reading L by columns would miss the processor's cache.
  for (let row = size - 1; row >= 0; row--) {
    const value = (vector[row] as number) / (lower[row * size + row] as number);
    vector[row] = value;
    addScaled(vector, lower.subarray(row * size, row * size + row), -value);
  }
}
