/** The memory of L-BFGS: what the last steps showed of the Hessian, on top of a first guess of its inverse. Pure. */

import { addScaled, dot } from "./vectors.ts";

/** Steps that are remembered. */
const STEPS = 12;

export interface Step {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly before: Float64Array;
  readonly after: Float64Array;
}

export interface Memory {
  add(step: Step): void;
  /** The direction in which to go, downhill. */
  direction(gradient: Float64Array): Float64Array;
}

/** @param inverse multiplies a vector with a guess of the inverse Hessian, in place
 * @see https://doi.org/10.1007/BF01589116 Liu and Nocedal 1989 */
export function createMemory(inverse: (vector: Float64Array) => void): Memory {
  const pairs: { moved: Float64Array; turned: Float64Array; product: number }[] = [];
  /** How much larger the inverse is than the guess, along the last step. */
  let scale = 1;
  return {
    add({ from, to, before, after }) {
      const moved = to.map((part, at) => part - (from[at] as number));
      const turned = after.map((part, at) => part - (before[at] as number));
      const along = dot(moved, turned);
      if (!(along > 0)) return;
      const guess = turned.slice();
      inverse(guess);
      scale = along / dot(turned, guess);
      pairs.push({ moved, turned, product: along });
      if (pairs.length > STEPS) pairs.shift();
    },
    direction(gradient) {
      const vector = gradient.slice();
      const factors = pairs.map(() => 0);
      for (let at = pairs.length - 1; at >= 0; at--) {
        const { moved, turned, product: along } = pairs[at] as (typeof pairs)[number];
        factors[at] = dot(moved, vector) / along;
        addScaled(vector, turned, -(factors[at] as number));
      }
      inverse(vector);
      for (let at = 0; at < vector.length; at++) vector[at] = -scale * (vector[at] as number);
      for (const [at, { moved, turned, product: along }] of pairs.entries())
        addScaled(vector, moved, -(factors[at] as number) - dot(turned, vector) / along);
      return vector;
    },
  };
}
