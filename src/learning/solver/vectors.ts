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

/** So many vectors are read at a time. */
export const AT_ONCE = 4;

/** `AT_ONCE` vectors from `from`; the last one again where there are no more. */
export function take(vectors: readonly Float64Array[], from: number): readonly Float64Array[] {
  const taken = vectors.slice(from, from + AT_ONCE);
  while (taken.length < AT_ONCE) taken.push(taken.at(-1) as Float64Array);
  return taken;
}

interface Two {
  /** Where each of two vectors begins; they may be the same. */
  readonly one: number;
  readonly two: number;
  readonly length: number;
}

interface Products extends Two {
  readonly right: Float64Array;
  /** Takes the products with the first from `at`, with the second behind them. */
  readonly sums: Float64Array;
  readonly at: number;
}

/** Σ of products of each of `AT_ONCE` vectors with each of two parts of another. */
export function productsOf(
  taken: readonly Float64Array[],
  { right, one, two, length, sums, at }: Products,
): void {
  const [first, second, third, fourth] = taken as [Float64Array, Float64Array, Float64Array, Float64Array];
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let e = 0;
  let f = 0;
  let g = 0;
  let h = 0;
  for (let column = 0; column < length; column++) {
    const x = right[one + column] as number;
    const y = right[two + column] as number;
    const i = first[column] as number;
    const j = second[column] as number;
    const k = third[column] as number;
    const l = fourth[column] as number;
    a += i * x;
    b += j * x;
    c += k * x;
    d += l * x;
    e += i * y;
    f += j * y;
    g += k * y;
    h += l * y;
  }
  sums[at] = a;
  sums[at + 1] = b;
  sums[at + 2] = c;
  sums[at + 3] = d;
  sums[at + 4] = e;
  sums[at + 5] = f;
  sums[at + 6] = g;
  sums[at + 7] = h;
}

interface Sums extends Two {
  readonly to: Float64Array;
  /** Those for the first sum from `at`, those for the second behind them. */
  readonly factors: Float64Array;
  readonly at: number;
}

/** Adds `AT_ONCE` vectors, each times a factor, to each of two parts of `to`. */
export function addFactored(
  taken: readonly Float64Array[],
  { to, one, two, length, factors, at }: Sums,
): void {
  const [first, second, third, fourth] = taken as [Float64Array, Float64Array, Float64Array, Float64Array];
  const a = factors[at] as number;
  const b = factors[at + 1] as number;
  const c = factors[at + 2] as number;
  const d = factors[at + 3] as number;
  const e = factors[at + 4] as number;
  const f = factors[at + 5] as number;
  const g = factors[at + 6] as number;
  const h = factors[at + 7] as number;
  for (let column = 0; column < length; column++) {
    const i = first[column] as number;
    const j = second[column] as number;
    const k = third[column] as number;
    const l = fourth[column] as number;
    to[one + column] = (to[one + column] as number) + a * i + b * j + c * k + d * l;
    to[two + column] = (to[two + column] as number) + e * i + f * j + g * k + h * l;
  }
}
