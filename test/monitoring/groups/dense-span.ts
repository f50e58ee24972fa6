/** Whether one count follows from others by adding and subtracting, by going through all of them: slow, and easy to check. */

/** Below 2 to the power of 26, so that products stay exact. What follows over the rational numbers follows here as well. */
const PRIME = 67_108_859;

type Row = readonly number[];

/** A set of vectors that knows which others are their linear combinations. */
interface Span {
  /** @param vector zeros and ones, of the same length as all others */
  has(vector: Row): boolean;
}

/** @param vectors zeros and ones, all of the same length */
export function spanOf(vectors: readonly Row[]): Span {
  /** Each with its first non-zero place, where it is 1. */
  const basis: { readonly lead: number; readonly row: Row }[] = [];
  const reduce = (vector: Row): number[] => {
    const rest = [...vector];
    for (const { lead, row } of basis) {
      const factor = rest[lead] as number;
      if (factor === 0) continue;
      for (let at = lead; at < rest.length; at++)
        rest[at] = ((rest[at] as number) + (PRIME - factor) * (row[at] as number)) % PRIME;
    }
    return rest;
  };
  for (const vector of vectors) {
    const rest = reduce(vector);
    const lead = rest.findIndex((value) => value !== 0);
    if (lead === -1) continue;
    const inverse = power(rest[lead] as number, PRIME - 2);
    basis.push({ lead, row: rest.map((value) => (value * inverse) % PRIME) });
    basis.sort((one, other) => one.lead - other.lead);
  }
  return { has: (vector) => reduce(vector).every((value) => value === 0) };
}

function power(base: number, exponent: number): number {
  let [result, square, left] = [1, base, exponent];
  for (; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}
