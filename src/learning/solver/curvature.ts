/** A guess of the Hessian of logistic regression, and its inverse. Pure. */

import { decompose, solve } from "./cholesky.ts";
import type { Task } from "./logistic.ts";
import { AT_ONCE, addFactored, take } from "./vectors.ts";

/** What multiplies a vector (weights label by label, then biases) with the inverse of the guess, in place. */
export type Inverse = (vector: Float64Array) => void;

/** Of a row that is certain, so much counts: certain rows become uncertain on the way. */
const LEAST_DOUBT = 0.03;

/**
 * One matrix for all labels: Σ weight · doubt · features · featuresᵀ, plus the penalties. Of a row's own matrix of labels × labels, diag(p) − p · pᵀ,
 * doubt is the mean of the eigenvalues but the one that is 0. With two labels the guess is the Hessian along their difference.
 * @param logprobs what is known of each row's labels
 */
export function inverseCurvature(
  task: Task,
  logprobs: readonly (readonly number[])[],
  penalty: number,
): Inverse {
  const { rows, weights, labelCount, biasPenalty = 0 } = task;
  const columns = rows[0]?.length ?? 0;
  // The bias is the last.
  const size = columns + 1;
  const matrix = products(
    rows.map((row) => {
      const whole = new Float64Array(size).fill(1);
      whole.set(row);
      return whole;
    }),
    Float64Array.from(weights, (weight, row) => weight * doubt(logprobs[row] as readonly number[])),
  );
  for (let at = 0; at < size; at++)
    matrix[at * size + at] = (matrix[at * size + at] as number) + (at < columns ? penalty : biasPenalty);
  const both = decompose(matrix, size);
  // Four are solved at a time, so that a fourth that is 0 takes no longer than three.
  const parts = new Float64Array((labelCount === 3 ? 4 : labelCount) * size);
  return (vector) => {
    for (let label = 0; label < labelCount; label++) {
      parts.set(vector.subarray(label * columns, (label + 1) * columns), label * size);
      parts[label * size + columns] = vector[labelCount * columns + label] as number;
    }
    solve(both, parts, size);
    for (let label = 0; label < labelCount; label++) {
      vector.set(parts.subarray(label * size, label * size + columns), label * columns);
      vector[labelCount * columns + label] = parts[label * size + columns] as number;
    }
  };
}

/** Σ weight · row · rowᵀ: a square matrix, its lower triangle filled, and some numbers above it. */
function products(rows: readonly Float64Array[], weights: Float64Array): Float64Array {
  const size = rows[0]?.length ?? 0;
  const matrix = new Float64Array(size * size);
  // Of two lines. Those of rows that are not there stay 0.
  const factors = new Float64Array(2 * AT_ONCE);
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const taken = take(rows, from);
    const count = Math.min(AT_ONCE, rows.length - from);
    factors.fill(0);
    for (let line = 0; line < size; line += 2) {
      const isPair = line + 1 < size;
      for (let index = 0; index < count; index++) {
        const row = taken[index] as Float64Array;
        const weight = weights[from + index] as number;
        factors[index] = weight * (row[line] as number);
        factors[AT_ONCE + index] = isPair ? weight * (row[line + 1] as number) : 0;
      }
      const one = line * size;
      const two = isPair ? one + size : one;
      addFactored(taken, { to: matrix, one, two, length: isPair ? line + 2 : size, factors, at: 0 });
    }
  }
  return matrix;
}

/** (1 − Σ p²) / (labels − 1) */
function doubt(logprobs: readonly number[]): number {
  const certain = logprobs.reduce((sum, logprob) => sum + Math.exp(2 * logprob), 0);
  return Math.max(LEAST_DOUBT, 1 - certain) / (logprobs.length - 1);
}
