/** Sums over vectors, in double precision. Pure. */

/** Σ of products, with as many numbers of `right` from `start` as `left` has. */
export function dot(left: Float64Array, right: Float64Array, start = 0): number {
  return dotPart({ left, from: 0, right, start, length: left.length });
}

/** Σ of products of so many numbers, of one vector from `from` and of the other from `start`. Four sums side by side: the processor need not
 * wait for each addition. */
export function dotPart({
  left,
  from,
  right,
  start,
  length,
}: {
  readonly left: Float64Array;
  readonly from: number;
  readonly right: Float64Array;
  readonly start: number;
  readonly length: number;
}): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const even = length - (length % 4);
  for (let at = 0; at < even; at += 4) {
    a += (left[from + at] as number) * (right[start + at] as number);
    b += (left[from + at + 1] as number) * (right[start + at + 1] as number);
    c += (left[from + at + 2] as number) * (right[start + at + 2] as number);
    d += (left[from + at + 3] as number) * (right[start + at + 3] as number);
  }
  for (let at = even; at < length; at++) a += (left[from + at] as number) * (right[start + at] as number);
  return a + b + c + d;
}

/** Adds a vector times a factor to as many numbers of `to` from `start`. */
export function addScaled(to: Float64Array, vector: Float64Array, factor: number, start = 0): void {
  const { length } = vector;
  for (let at = 0; at < length; at++)
    to[start + at] = (to[start + at] as number) + factor * (vector[at] as number);
}

/** Σ of products of one vector with each of several that lie behind each other: as many sums as `sums` has. Four at a time, since reading
 * numbers takes longer than multiplying them. */
export function dots(vector: Float64Array, others: Float64Array, sums: Float64Array): void {
  const { length } = vector;
  let at = 0;
  for (; at + 4 <= sums.length; at += 4) {
    const start = at * length;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let column = 0; column < length; column++) {
      const value = vector[column] as number;
      a += value * (others[start + column] as number);
      b += value * (others[start + length + column] as number);
      c += value * (others[start + 2 * length + column] as number);
      d += value * (others[start + 3 * length + column] as number);
    }
    sums[at] = a;
    sums[at + 1] = b;
    sums[at + 2] = c;
    sums[at + 3] = d;
  }
  for (; at < sums.length; at++) sums[at] = dot(vector, others, at * length);
}

/** Adds several vectors, each times a factor, to `length` numbers of `to` from `start`: the first so many of each. Four at a time. */
export function addAllScaled(
  to: Float64Array,
  vectors: readonly Float64Array[],
  factors: Float64Array,
  { start = 0, length }: { readonly start?: number; readonly length: number },
): void {
  let at = 0;
  for (; at + 4 <= vectors.length; at += 4) {
    const [one, two, three, four] = [
      vectors[at] as Float64Array,
      vectors[at + 1] as Float64Array,
      vectors[at + 2] as Float64Array,
      vectors[at + 3] as Float64Array,
    ];
    const a = factors[at] as number;
    const b = factors[at + 1] as number;
    const c = factors[at + 2] as number;
    const d = factors[at + 3] as number;
    for (let column = 0; column < length; column++)
      to[start + column] =
        (to[start + column] as number) +
        a * (one[column] as number) +
        b * (two[column] as number) +
        c * (three[column] as number) +
        d * (four[column] as number);
  }
  for (; at < vectors.length; at++) {
    const vector = vectors[at] as Float64Array;
    const factor = factors[at] as number;
    for (let column = 0; column < length; column++)
      to[start + column] = (to[start + column] as number) + factor * (vector[column] as number);
  }
}
