/** An upper bound of the Hessian of logistic regression, and its inverse. Pure. */

import { decompose, solve } from "./cholesky.ts";
import { featureCount, type Task } from "./logistic.ts";
import { addAllScaled } from "./vectors.ts";

export interface Curvature {
  /** Features and bias, each with each: a square matrix, its lower triangle filled. */
  readonly products: Float64Array;
  /** @returns what multiplies a vector (weights label by label, then biases) with the inverse for a penalty, in place */
  inverse(penalty: number): (vector: Float64Array) => void;
}

/** No label's share of the Hessian is larger than a half of the features' products.
 * @see https://doi.org/10.1007/BF00048682 Böhning 1992 */
const BOUND = 0.5;
const BLOCK = 4;

type Rows = Pick<Task, "rows" | "weights" | "labelCount" | "biasPenalty">;

/** @param only the rows that are trained on, by index */
export function createCurvature(task: Rows, only: readonly number[]): Curvature {
  // The bias is the last.
  const size = featureCount(task) + 1;
  const products = new Float64Array(size * size);
  // Four rows at a time, since reading and writing the matrix takes longer than the products.
  for (let at = 0; at < only.length; at += BLOCK) {
    const block = only.slice(at, at + BLOCK).map((row) => {
      const whole = new Float64Array(size);
      whole.set(task.rows[row] as Float64Array);
      whole[size - 1] = 1;
      return { whole, weight: BOUND * (task.weights[row] as number) };
    });
    const rows = block.map(({ whole }) => whole);
    const factors = new Float64Array(rows.length);
    for (let one = 0; one < size; one++) {
      for (const [index, { whole, weight }] of block.entries())
        factors[index] = weight * (whole[one] as number);
      addAllScaled(products, rows, factors, { start: one * size, length: one + 1 });
    }
  }
  return fromProducts(products, task);
}

/** The curvature of the rows that are left when some are taken away. */
export function without(all: Curvature, some: Curvature, task: Rows): Curvature {
  return fromProducts(
    all.products.map((product, at) => product - (some.products[at] as number)),
    task,
  );
}

function fromProducts(products: Float64Array, task: Rows): Curvature {
  const columns = featureCount(task);
  const size = columns + 1;
  const { labelCount, biasPenalty = 0 } = task;
  return {
    products,
    inverse(penalty) {
      const penalised = products.slice();
      for (let at = 0; at < columns; at++)
        penalised[at * size + at] = (penalised[at * size + at] as number) + penalty;
      penalised[size * size - 1] = (penalised[size * size - 1] as number) + biasPenalty;
      const lower = decompose(penalised, size);
      const part = new Float64Array(size);
      return (vector) => {
        for (let label = 0; label < labelCount; label++) {
          part.set(vector.subarray(label * columns, (label + 1) * columns));
          part[columns] = vector[labelCount * columns + label] as number;
          solve(lower, part, size);
          vector.set(part.subarray(0, columns), label * columns);
          vector[labelCount * columns + label] = part[columns] as number;
        }
      };
    },
  };
}
