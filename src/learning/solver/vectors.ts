/** Sums over vectors, in double precision. Reading numbers takes longer than multiplying them, so that several sums are built at a time. Pure. */

/** Σ of products, with as many numbers of `right` from `start` as `left` has. */
export function dot(left: Float64Array, right: Float64Array, start = 0): number {
  return dotPart({ left, from: 0, right, start, length: left.length });
}

interface Pair {
  readonly left: Float64Array;
  readonly from: number;
  readonly right: Float64Array;
  readonly start: number;
  readonly length: number;
}

/** Σ of products of so many numbers, of one vector from `from` and of the other from `start`. Four sums side by side: the processor need not
 * wait for each addition. */
export function dotPart({ left, from, right, start, length }: Pair): number {
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

interface Beside extends Pair {
  /** From one vector of `right` to the next. */
  readonly stride: number;
  /** Takes as many sums as it is long. */
  readonly sums: Float64Array;
}

/** Σ of products of a part of one vector with the same part of each of several that lie behind each other. */
export function dots({ left, from, right, start, length, stride, sums }: Beside): void {
  let at = 0;
  for (; at + 4 <= sums.length; at += 4) {
    const one = start + at * stride;
    const two = one + stride;
    const three = two + stride;
    const four = three + stride;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let column = 0; column < length; column++) {
      const value = left[from + column] as number;
      a += value * (right[one + column] as number);
      b += value * (right[two + column] as number);
      c += value * (right[three + column] as number);
      d += value * (right[four + column] as number);
    }
    sums[at] = a;
    sums[at + 1] = b;
    sums[at + 2] = c;
    sums[at + 3] = d;
  }
  for (; at < sums.length; at++)
    sums[at] = dotPart({ left, from, right, start: start + at * stride, length });
}

interface Sum {
  readonly to: Float64Array;
  readonly start: number;
  readonly length: number;
}

/** Adds several vectors, each times a factor, to `length` numbers of `to` from `start`: the first so many of each. */
export function addAllScaled(
  vectors: readonly Float64Array[],
  factors: Float64Array,
  { to, start, length }: Sum,
): void {
  let at = 0;
  for (; at + 4 <= vectors.length; at += 4) {
    const one = vectors[at] as Float64Array;
    const two = vectors[at + 1] as Float64Array;
    const three = vectors[at + 2] as Float64Array;
    const four = vectors[at + 3] as Float64Array;
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
  for (; at < vectors.length; at++)
    addScaled(to, (vectors[at] as Float64Array).subarray(0, length), factors[at] as number, start);
}

/** `addAllScaled` for two sums of the same vectors at a time. The second begins `stride` numbers after the first. */
export function addAllScaledTwice(
  vectors: readonly Float64Array[],
  [first, second]: readonly [Float64Array, Float64Array],
  { to, start, length, stride }: Sum & { readonly stride: number },
): void {
  const next = start + stride;
  let at = 0;
  for (; at + 4 <= vectors.length; at += 4) {
    const one = vectors[at] as Float64Array;
    const two = vectors[at + 1] as Float64Array;
    const three = vectors[at + 2] as Float64Array;
    const four = vectors[at + 3] as Float64Array;
    const a = first[at] as number;
    const b = first[at + 1] as number;
    const c = first[at + 2] as number;
    const d = first[at + 3] as number;
    const e = second[at] as number;
    const f = second[at + 1] as number;
    const g = second[at + 2] as number;
    const h = second[at + 3] as number;
    for (let column = 0; column < length; column++) {
      const i = one[column] as number;
      const j = two[column] as number;
      const k = three[column] as number;
      const l = four[column] as number;
      to[start + column] = (to[start + column] as number) + a * i + b * j + c * k + d * l;
      to[next + column] = (to[next + column] as number) + e * i + f * j + g * k + h * l;
    }
  }
  const rest = vectors.slice(at);
  addAllScaled(rest, first.subarray(at), { to, start, length });
  addAllScaled(rest, second.subarray(at), { to, start: next, length });
}
