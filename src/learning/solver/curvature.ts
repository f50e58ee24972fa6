/** A guess of the Hessian of logistic regression, and its inverse. Pure. */

import { decompose, solve } from "./cholesky.ts";
import type { Task } from "./logistic.ts";
import { addAllScaled, addAllScaledTwice } from "./vectors.ts";

/** What multiplies a vector (weights label by label, then biases) with the inverse of the guess, in place. */
export type Inverse = (vector: Float64Array) => void;

/** Of a row that is certain, so much counts: certain rows become uncertain on the way. */
const LEAST_DOUBT = 0.03;
/** Rows that are added at once: so many stay in the processor's cache. */
const BLOCK = 8;

/**
 * One matrix for all labels: Σ weight · doubt · features · featuresᵀ, plus the penalties. With two labels that is the Hessian along their
 * difference; with more, the guess is too large by about the same factor everywhere, which L-BFGS finds out.
 * @param logprobs what is known of each row's labels; as if nothing were known where it is left out
 */
export function inverseCurvature(
  task: Task,
  logprobs: readonly (readonly number[])[] | undefined,
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
    Float64Array.from(
      weights,
      (weight, row) => weight * (logprobs ? doubt(logprobs[row] as readonly number[]) : 1 / labelCount),
    ),
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
  for (let at = 0; at < rows.length; at += BLOCK) {
    const block = rows.slice(at, at + BLOCK);
    const one = new Float64Array(block.length);
    const two = new Float64Array(block.length);
    for (let line = 0; line < size; line += 2) {
      for (let index = 0; index < block.length; index++) {
        const row = block[index] as Float64Array;
        const weight = weights[at + index] as number;
        one[index] = weight * (row[line] as number);
        two[index] = weight * (row[line + 1] ?? 0);
      }
      const sum = { to: matrix, start: line * size };
      if (line + 1 < size) addAllScaledTwice(block, [one, two], { ...sum, length: line + 2, stride: size });
      else addAllScaled(block, one, { ...sum, length: size });
    }
  }
  return matrix;
}

/** 1 − Σ p² */
function doubt(logprobs: readonly number[]): number {
  const certain = logprobs.reduce((sum, logprob) => sum + Math.exp(2 * logprob), 0);
  return Math.max(LEAST_DOUBT, 1 - certain);
}
