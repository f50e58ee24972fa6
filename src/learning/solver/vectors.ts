/** Sums over vectors, in double precision. Pure. */

/** Σ of products, with as many numbers of `right` from `start` as `left` has. Four sums side by side: the processor need not wait for each addition. */
export function dot(left: Float64Array, right: Float64Array, start = 0): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const { length } = left;
  const even = length - (length % 4);
  for (let at = 0; at < even; at += 4) {
    a += (left[at] as number) * (right[start + at] as number);
    b += (left[at + 1] as number) * (right[start + at + 1] as number);
    c += (left[at + 2] as number) * (right[start + at + 2] as number);
    d += (left[at + 3] as number) * (right[start + at + 3] as number);
  }
  for (let at = even; at < length; at++) a += (left[at] as number) * (right[start + at] as number);
  return a + b + c + d;
}

/** Adds a vector times a factor to as many numbers of `to` from `start`. */
export function addScaled(to: Float64Array, vector: Float64Array, factor: number, start = 0): void {
  const { length } = vector;
  for (let at = 0; at < length; at++)
    to[start + at] = (to[start + at] as number) + factor * (vector[at] as number);
}
