/** Keys and values of tokens that a model has read, and what is done with them between runs: put side by side, repeated, cut, freed. */

import type { Tensor, TensorConstructor } from "onnxruntime-node";

/** Keys and values of every layer, [batch, heads, tokens, head size], in the order of the graph's inputs. */
export interface KvCache {
  readonly tensors: readonly Tensor[];
  /** Padding included. */
  readonly tokens: number;
}

/** One row of a cache. */
export interface KvRow {
  readonly cache: KvCache;
  readonly row: number;
  /** Padding tokens of the row, to be left behind; they lie on the side that `createKvCaches` was given. */
  readonly padding: number;
}

/** Where rows of different lengths are padded in one run. */
export type PaddingSide = "left" | "right";

export interface KvCaches {
  /** No tokens yet, for so many rows. */
  empty(rows: number): KvCache;
  /** Rows side by side, padded to the longest. */
  merge(rows: readonly KvRow[], side: PaddingSide): { cache: KvCache; padding: number[] };
  /** A cache of one row as `rows` rows; the data of a smaller repeat is a view of a larger one. */
  repeat(cache: KvCache, rows: number): KvCache;
  /** The first `tokens` tokens of a cache of one row, in the same memory: the cache that was given must not be used any more. */
  cut(cache: KvCache, tokens: number): KvCache;
  /** Frees a cache's memory at once: a run leaves megabytes, and the garbage collector would stop the thread for them. */
  release(cache: KvCache): void;
}

/** Sizes of one tensor of a cache. */
export interface KvShape {
  readonly heads: number;
  readonly headSize: number;
}

/** Node 22 has no array of half-precision numbers. The runtime takes their bits as whole numbers then. */
const HalfArray = globalThis.Float16Array ?? Uint16Array;

/** Number types that a cache may have: what an export was written in. */
const KV_TYPES = {
  float32: { name: "float32", bytes: 4, Array: Float32Array },
  float16: { name: "float16", bytes: 2, Array: HalfArray },
} as const;

export interface KvType {
  readonly name: "float32";
  readonly bytes: number;
  readonly Array: typeof Float32Array;
}

/** Null for a type that is not known. */
export function kvType(name: string): KvType | null {
  // Both arrays are handled alike: numbers are only moved, never read.
  return name === "float32" || name === "float16" ? (KV_TYPES[name] as unknown as KvType) : null;
}

/** @param shapes one a tensor */
export function createKvCaches(
  Tensor: TensorConstructor,
  type: KvType,
  shapes: readonly KvShape[],
): KvCaches {
  const make = (data: Float32Array, rows: number, tokens: number, { heads, headSize }: KvShape) =>
    new Tensor(type.name, data, [rows, heads, tokens, headSize]);

  function mergeOne(rows: readonly KvRow[], at: number, tokens: number, side: PaddingSide): Tensor {
    const { heads, headSize } = shapes[at] as KvShape;
    const merged = new type.Array(rows.length * heads * tokens * headSize);
    const isLeft = side === "left";
    for (const [index, { cache, row, padding }] of rows.entries()) {
      const source = cache.tensors[at]?.data as typeof merged;
      const length = cache.tokens - padding;
      for (let head = 0; head < heads; head++) {
        const from = ((row * heads + head) * cache.tokens + (isLeft ? padding : 0)) * headSize;
        const to = ((index * heads + head) * tokens + (isLeft ? tokens - length : 0)) * headSize;
        merged.set(source.subarray(from, from + length * headSize), to);
      }
    }
    return make(merged, rows.length, tokens, { heads, headSize });
  }

  return {
    empty: (rows) => ({
      tensors: shapes.map((shape) => make(new type.Array(0), rows, 0, shape)),
      tokens: 0,
    }),
    merge(rows, side) {
      const lengths = rows.map(({ cache, padding }) => cache.tokens - padding);
      const tokens = Math.max(...lengths);
      const tensors = shapes.map((_, at) => mergeOne(rows, at, tokens, side));
      return { cache: { tensors, tokens }, padding: lengths.map((length) => tokens - length) };
    },
    repeat({ tensors, tokens }, rows) {
      const repeated = tensors.map((tensor, at) => {
        const shape = shapes[at] as KvShape;
        const size = shape.heads * tokens * shape.headSize;
        const source = tensor.data as Float32Array;
        if (source.length >= rows * size) return make(source.subarray(0, rows * size), rows, tokens, shape);
        const data = new type.Array(rows * size) as Float32Array;
        for (let row = 0; row < rows; row++) data.set(source.subarray(0, size), row * size);
        return make(data, rows, tokens, shape);
      });
      return { tensors: repeated, tokens };
    },
    cut(cache, tokens) {
      if (tokens === cache.tokens) return cache;
      const tensors = cache.tensors.map((tensor, at) => {
        const shape = shapes[at] as KvShape;
        const size = tokens * shape.headSize;
        const data = tensor.data as Float32Array;
        for (let head = 1; head < shape.heads; head++) {
          const from = head * cache.tokens * shape.headSize;
          data.copyWithin(head * size, from, from + size);
        }
        return make(data.subarray(0, shape.heads * size), 1, tokens, shape);
      });
      return { tensors, tokens };
    },
    release(cache) {
      for (const { data } of cache.tensors) ((data as Float32Array).buffer as ArrayBuffer).transfer(0);
    },
  };
}
