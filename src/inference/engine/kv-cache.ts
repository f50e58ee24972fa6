/** Keys and values of a model's past, and what is done with them between runs: put side by side, repeated, cut, given back. */

import { type InferenceSession, Tensor } from "onnxruntime-node";
import { BotError } from "../../core/errors.ts";

/** Keys and values of every layer, [batch, heads, tokens, head size], in the order of the graph's past inputs. */
export interface Past {
  readonly tensors: readonly Tensor[];
  readonly tokens: number;
}

/** One row of a past. */
export interface RowPast {
  readonly past: Past;
  readonly row: number;
  /** Padding tokens on the left of the row, to be left behind. */
  readonly padding: number;
}

export interface PastTools {
  /** No tokens yet, for so many rows. */
  empty(rows: number): Past;
  /** Rows side by side, padded on the left to the longest. */
  merge(rows: readonly RowPast[]): { past: Past; padding: number[] };
  /** The first `rows` rows of a past of one row, repeated; the data of a smaller repeat is a view of a larger one. */
  repeat(past: Past, rows: number): Past;
  /** The first `tokens` tokens of a past of one row, in the same memory: the past that was given is spent. */
  cut(past: Past, tokens: number): Past;
  /** Gives a past's memory back at once, that nobody reads any more: megabytes a token, left to the garbage collector, stop the thread for it. */
  release(past: Past): void;
}

interface PastShape {
  readonly heads: number;
  readonly headSize: number;
  readonly layers: number;
  readonly type: PastType;
}

/** Types a past may have: what an export was written in. */
const PAST_TYPES = {
  float32: { name: "float32", bytes: 4, Array: Float32Array },
  float16: { name: "float16", bytes: 2, Array: Float16Array },
} as const;

type PastType = { name: "float32"; bytes: number; Array: typeof Float32Array };

/** The type of a graph's input of this name.
 * @throws {BotError} CONFIG_MODEL when it is neither single nor half precision */
export function pastType(session: InferenceSession, name: string): PastType {
  const metadata = session.inputMetadata.find((input) => input.name === name);
  const type = metadata?.isTensor ? metadata.type : "float32";
  if (type !== "float32" && type !== "float16")
    throw new BotError("CONFIG_MODEL", `the model's past is ${type}; float32 and float16 are known`);
  // Both arrays are handled alike: numbers are only moved, never read.
  return PAST_TYPES[type] as unknown as PastType;
}

export function createPastTools({ heads, headSize, layers, type }: PastShape): PastTools {
  return {
    empty: (rows) => ({
      tensors: Array.from(
        { length: 2 * layers },
        () => new Tensor(type.name, new type.Array(0), [rows, heads, 0, headSize]),
      ),
      tokens: 0,
    }),
    merge(rows) {
      const lengths = rows.map(({ past, padding }) => past.tokens - padding);
      const tokens = Math.max(...lengths);
      const tensors = Array.from({ length: 2 * layers }, (_, layer) => {
        const merged = new type.Array(rows.length * heads * tokens * headSize);
        for (const [index, { past, row, padding }] of rows.entries()) {
          const source = past.tensors[layer]?.data as typeof merged;
          const length = lengths[index] ?? 0;
          for (let head = 0; head < heads; head++) {
            const from = ((row * heads + head) * past.tokens + padding) * headSize;
            merged.set(
              source.subarray(from, from + length * headSize),
              ((index * heads + head) * tokens + tokens - length) * headSize,
            );
          }
        }
        return new Tensor(type.name, merged, [rows.length, heads, tokens, headSize]);
      });
      return { past: { tensors, tokens }, padding: lengths.map((length) => tokens - length) };
    },
    repeat(past, rows) {
      const size = heads * past.tokens * headSize;
      const tensors = past.tensors.map((tensor) => {
        const source = tensor.data as Float32Array;
        const held = source.length / size;
        if (held >= rows)
          return new Tensor(type.name, source.subarray(0, rows * size), [rows, heads, past.tokens, headSize]);
        const repeated = new type.Array(rows * size) as Float32Array;
        for (let row = 0; row < rows; row++) repeated.set(source.subarray(0, size), row * size);
        return new Tensor(type.name, repeated, [rows, heads, past.tokens, headSize]);
      });
      return { tensors, tokens: past.tokens };
    },
    cut(past, tokens) {
      if (tokens === past.tokens) return past;
      const tensors = past.tensors.map((tensor) => {
        const data = tensor.data as Float32Array;
        for (let head = 1; head < heads; head++) {
          const from = head * past.tokens * headSize;
          data.copyWithin(head * tokens * headSize, from, from + tokens * headSize);
        }
        const kept = data.subarray(0, heads * tokens * headSize);
        return new Tensor(type.name, kept, [1, heads, tokens, headSize]);
      });
      return { tensors, tokens };
    },
    release(past) {
      for (const { data } of past.tensors) ((data as Float32Array).buffer as ArrayBuffer).transfer(0);
    },
  };
}
