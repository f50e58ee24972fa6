/** Numbers by chance that are the same each time. */

export interface Draw {
  /** From 0 up to 1. */
  next(): number;
  shuffle<T>(values: readonly T[]): T[];
}

/** @see https://doi.org/10.1145/62959.62969 Park and Miller 1988 */
export function createDraw(seed: number): Draw {
  let state = (seed * 7919) % 2147483647 || 1;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return {
    next,
    shuffle(values) {
      const shuffled = [...values];
      for (let at = shuffled.length - 1; at > 0; at--) {
        const other = Math.floor(next() * (at + 1));
        [shuffled[at], shuffled[other]] = [shuffled[other] as never, shuffled[at] as never];
      }
      return shuffled;
    },
  };
}
