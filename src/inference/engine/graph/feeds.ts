/** Makes a run's inputs: rows of tokens over a cache, as tensors under the graph's own names. */

import type { Tensor } from "onnxruntime-node";
import type { KvCache, KvCaches, PaddingSide } from "./kv-cache.ts";
import type { Runtime } from "./runtime.ts";
import type { IntInput, Signature } from "./signature.ts";

/** Rows of tokens that go into one run, each padded on the right to the longest. */
export interface Rows {
  readonly rows: readonly (readonly number[])[];
  readonly cache: KvCache | null;
  /** Padding tokens in each row of the cache; zeros where left out. */
  readonly padding?: readonly number[];
}

export interface FeedOptions {
  /** Positions at the end that need logits, for graphs that ask. */
  readonly keep: number;
  readonly side: PaddingSide;
}

export type MakeFeeds = (rows: Rows, options: FeedOptions) => Record<string, Tensor>;

/** @param context positions that the model has */
export function createFeeds(
  { Tensor, toFeed }: Runtime,
  caches: KvCaches,
  { signature, context }: { signature: Signature; context: number },
): MakeFeeds {
  const { ids, mask, positions, tokenTypes, keep: keepInput, takesBranch, cacheInputs } = signature;
  // Written once, as numbers of 64 bits are slow to make. Padding may lie past the context: it gets position 0, and its result is never read.
  const ones = new BigInt64Array(context).fill(1n);
  const places = ones.map((_, at) => BigInt(at));
  const toTensor = ({ type }: IntInput, values: BigInt64Array, dims: number[]) =>
    type === "int64"
      ? new Tensor("int64", values, dims)
      : new Tensor("int32", Int32Array.from(values, Number), dims);

  return ({ rows, cache, padding = [] }, { keep, side }) => {
    const count = rows.length;
    const width = Math.max(...rows.map((row) => row.length));
    const cached = cache?.tokens ?? 0;
    const total = cached + width;
    const idValues = new BigInt64Array(count * width);
    const maskValues = new BigInt64Array(count * total);
    const positionValues = new BigInt64Array(count * width);
    for (const [index, row] of rows.entries()) {
      const empty = padding[index] ?? 0;
      const before = cached - empty;
      maskValues.set(ones.subarray(0, before + row.length), index * total + (side === "left" ? empty : 0));
      positionValues.set(places.subarray(before, before + width), index * width);
      for (const [at, token] of row.entries()) idValues[index * width + at] = BigInt(token);
    }
    const feeds: Record<string, Tensor> = { [ids.name]: toTensor(ids, idValues, [count, width]) };
    if (mask) feeds[mask.name] = toTensor(mask, maskValues, [count, total]);
    if (positions) feeds[positions.name] = toTensor(positions, positionValues, [count, width]);
    if (tokenTypes)
      feeds[tokenTypes.name] = toTensor(tokenTypes, new BigInt64Array(count * width), [count, width]);
    if (takesBranch) feeds.use_cache_branch = new Tensor("bool", [cache !== null], [1]);
    if (keepInput)
      feeds[keepInput.name] = toTensor(
        keepInput,
        BigInt64Array.of(BigInt(keep)),
        keepInput.rank === 0 ? [] : [1],
      );
    const { tensors } = cache ?? caches.empty(count);
    for (const [index, name] of cacheInputs.entries()) feeds[name] = toFeed(tensors[index] as Tensor);
    return feeds;
  };
}
