/** The memory of L-BFGS: what the last steps showed of the Hessian, on top of a first guess of its inverse. Pure. */

import type { Inverse } from "./curvature.ts";
import { addScaled, dot } from "./vectors.ts";

/** Steps that are remembered. */
const STEPS = 12;

/** A step, and how the gradient turned on the way. */
export interface Step {
  readonly moved: Float64Array;
  readonly turned: Float64Array;
}

export interface Memory {
  /** Those that are remembered, oldest first. */
  readonly steps: readonly Step[];
  add(step: Step): void;
  /** The direction in which to go, downhill. */
  direction(gradient: Float64Array): Float64Array;
}

/** @param inverse multiplies a vector with a guess of the inverse Hessian, in place
 * @param earlier steps to begin with, oldest first
 * @see https://doi.org/10.1007/BF01589116 Liu and Nocedal 1989 */
export function createMemory(inverse: Inverse, earlier: readonly Step[] = []): Memory {
  const steps: Step[] = [];
  /** Of each step, how far the gradient turned along it. */
  const products: number[] = [];
  function remember(step: Step): void {
    const product = dot(step.moved, step.turned);
    if (!(product > 0)) return;
    steps.push(step);
    products.push(product);
    if (steps.length <= STEPS) return;
    steps.shift();
    products.shift();
  }
  for (const step of earlier) remember(step);

  /** How much larger the inverse is than the guess, along the last step. */
  let scale = scaleOf(steps.at(-1));
  function scaleOf(last: Step | undefined): number {
    if (!last) return 1;
    const guess = last.turned.slice();
    inverse(guess);
    return dot(last.moved, last.turned) / dot(last.turned, guess);
  }
  return {
    steps,
    add(step) {
      remember(step);
      scale = scaleOf(steps.at(-1));
    },
    direction(gradient) {
      const vector = gradient.slice();
      const factors = steps.map(() => 0);
      for (let at = steps.length - 1; at >= 0; at--) {
        const { moved, turned } = steps[at] as Step;
        factors[at] = dot(moved, vector) / (products[at] as number);
        addScaled(vector, turned, -(factors[at] as number));
      }
      inverse(vector);
      for (let at = 0; at < vector.length; at++) vector[at] = -scale * (vector[at] as number);
      for (const [at, { moved, turned }] of steps.entries())
        addScaled(vector, moved, -(factors[at] as number) - dot(turned, vector) / (products[at] as number));
      return vector;
    },
  };
}
