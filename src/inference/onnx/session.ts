/**
 * One ONNX GPT-Neo: turns rows of tokens, each over a past, into logits and presents. Knows both export layouts:
 * new (`position_ids`, optional `num_logits_to_keep`) and old merged (`use_cache_branch`, no positions).
 */

import { InferenceSession, Tensor } from "onnxruntime-node";
import { BotError } from "../../core/errors.ts";
import type { ModelFolder } from "./folder.ts";

/** Keys and values of every layer, [batch, heads, tokens, head size], in the order of the graph's past inputs. */
export interface Past {
  readonly tensors: readonly Tensor[];
  readonly tokens: number;
}

/** A batch of rows of equal shape: right-padded new tokens over a left-padded past. */
export interface Batch {
  /** New tokens of each row, without padding; at least one each. */
  readonly rows: readonly (readonly number[])[];
  /** [batch, heads, pastTokens, head size] each; null for no past. */
  readonly past: Past | null;
  /** How many of the past's tokens are padding on the left, one a row; zeros where left out. */
  readonly pastPadding?: readonly number[];
  /** How many positions at the end of each row need logits. */
  readonly keep: number;
  readonly wantsPresent: boolean;
}

/** One row of a past. */
export interface RowPast {
  readonly past: Past;
  readonly row: number;
  /** Padding tokens on the left of the row, to be left behind. */
  readonly padding: number;
}

export interface BatchResult {
  /** Logits of a row's position counted from the row's own end: 0 is its last token. Length: vocabulary. */
  logits(row: number, fromEnd: number): Float32Array;
  /** Past and new tokens together; null unless asked for. */
  readonly present: Past | null;
}

export interface ModelSession {
  readonly vocabulary: number;
  /** Bytes that one token takes in a past. */
  readonly bytesPerToken: number;
  /** Whether rows over pasts of different lengths may share a batch: the graph takes positions. */
  readonly takesPositions: boolean;
  run(batch: Batch): Promise<BatchResult>;
  /** Rows side by side, padded on the left to the longest. */
  merge(rows: readonly RowPast[]): { past: Past; padding: number[] };
  /** The first `rows` rows of a past of one row, repeated; the data of a smaller repeat is a view of a larger one. */
  repeat(past: Past, rows: number): Past;
  /** The first `tokens` tokens of a past of one row. */
  cut(past: Past, tokens: number): Past;
  /** Gives a past's memory back at once, that nobody reads any more: megabytes a token, left to the garbage collector, stop the thread for it. */
  release(past: Past): void;
  close(): Promise<void>;
}

const CACHE_INPUT = /^past_key_values\.(\d+)\.(key|value)$/;

/** @throws {BotError} CONFIG_MODEL when the file is not a GPT-Neo with past and present */
export async function openSession(folder: ModelFolder, threads: number): Promise<ModelSession> {
  const session = await InferenceSession.create(folder.onnxFile, {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    // Lengths vary from ask to ask: patterns planned for one shape only cost memory.
    enableMemPattern: false,
    logSeverityLevel: 3,
  }).catch((cause) => {
    throw new BotError(
      "CONFIG_MODEL",
      `${folder.onnxFile} can't be opened as an ONNX model; it may be cut short: fetch it again (${firstLine(cause)})`,
      { cause },
    );
  });
  const names = new Set(session.inputNames);
  const pastNames = session.inputNames.filter((name) => CACHE_INPUT.test(name));
  const presentNames = pastNames.map((name) => name.replace("past_key_values", "present"));
  const missing = ["input_ids", "attention_mask"].filter((name) => !names.has(name));
  const lost = ["logits", ...presentNames].filter((name) => !session.outputNames.includes(name));
  if (pastNames.length === 0 || missing.length > 0 || lost.length > 0)
    throw new BotError(
      "CONFIG_MODEL",
      `${folder.onnxFile} is not exported for text generation with past: it lacks ${[...missing, ...lost, ...(pastNames.length === 0 ? ["past_key_values"] : [])].join(", ")}`,
    );
  const { heads, headSize, layers, vocabulary } = folder.shape;
  if (pastNames.length !== 2 * layers)
    throw new BotError(
      "CONFIG_MODEL",
      `${folder.onnxFile} has ${pastNames.length / 2} layers, config.json says ${layers}`,
    );
  const type = pastType(session, pastNames[0] ?? "");
  const takesPositions = names.has("position_ids");
  const int64 = (values: BigInt64Array, dims: number[]) => new Tensor("int64", values, dims);
  const empty = (rows: number) =>
    pastNames.map(() => new Tensor(type.name, new type.Array(0), [rows, heads, 0, headSize]));

  const opened: ModelSession = {
    vocabulary,
    bytesPerToken: 2 * layers * heads * headSize * type.bytes,
    takesPositions,
    async run({ rows, past, pastPadding = [], keep, wantsPresent }) {
      const count = rows.length;
      const width = Math.max(...rows.map((row) => row.length));
      const shortest = Math.min(...rows.map((row) => row.length));
      const pastTokens = past?.tokens ?? 0;
      const ids = new BigInt64Array(count * width);
      const mask = new BigInt64Array(count * (pastTokens + width));
      const positions = new BigInt64Array(count * width);
      for (const [index, row] of rows.entries()) {
        const padding = pastPadding[index] ?? 0;
        mask.fill(
          1n,
          index * (pastTokens + width) + padding,
          index * (pastTokens + width) + pastTokens + row.length,
        );
        for (let at = 0; at < width; at++) {
          ids[index * width + at] = BigInt(row[at] ?? 0);
          positions[index * width + at] = BigInt(
            Math.min(pastTokens - padding + at, folder.shape.context - 1),
          );
        }
      }
      const feeds: Record<string, Tensor> = {
        input_ids: int64(ids, [count, width]),
        attention_mask: int64(mask, [count, pastTokens + width]),
      };
      if (takesPositions) feeds.position_ids = int64(positions, [count, width]);
      if (names.has("use_cache_branch")) feeds.use_cache_branch = new Tensor("bool", [past !== null], [1]);
      // Shorter rows end before the padding: positions back to the shortest row's own first wanted one are needed.
      const kept = names.has("num_logits_to_keep") ? Math.min(width, keep + width - shortest) : width;
      if (names.has("num_logits_to_keep"))
        feeds.num_logits_to_keep = int64(BigInt64Array.of(BigInt(kept)), []);
      const pastTensors = past?.tensors ?? empty(count);
      for (const [index, name] of pastNames.entries()) feeds[name] = toFeed(pastTensors[index] as Tensor);
      const output = await session.run(feeds, wantsPresent ? ["logits", ...presentNames] : ["logits"]);
      const logits = output.logits as Tensor;
      if (logits.dims.at(-1) !== vocabulary)
        throw new BotError(
          "CONFIG_MODEL",
          `${folder.onnxFile} knows ${logits.dims.at(-1)} tokens, config.json says vocab_size ${vocabulary}`,
        );
      const values = toFloat32(logits);
      const stride = logits.dims[1] ?? kept;
      return {
        logits(row, fromEnd) {
          const length = rows[row]?.length ?? 0;
          const at = row * stride + (stride - width) + length - 1 - fromEnd;
          return values.subarray(at * vocabulary, (at + 1) * vocabulary);
        },
        present: wantsPresent
          ? { tensors: presentNames.map((name) => output[name] as Tensor), tokens: pastTokens + width }
          : null,
      };
    },
    merge(rows) {
      const lengths = rows.map(({ past, padding }) => past.tokens - padding);
      const tokens = Math.max(...lengths);
      const tensors = pastNames.map((_, layer) => {
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
        const source = tensor.data as Float32Array;
        const kept = new type.Array(heads * tokens * headSize) as Float32Array;
        for (let head = 0; head < heads; head++) {
          const from = head * past.tokens * headSize;
          kept.set(source.subarray(from, from + tokens * headSize), head * tokens * headSize);
        }
        return new Tensor(type.name, kept, [1, heads, tokens, headSize]);
      });
      return { tensors, tokens };
    },
    release(past) {
      for (const { data } of past.tensors) ((data as Float32Array).buffer as ArrayBuffer).transfer(0);
    },
    close: () => session.release(),
  };
  await tryOut(opened, folder);
  return opened;
}

/** One token with no past, and one more over it: a graph of other sizes than the config says shows here, not at the first ask. */
async function tryOut(session: ModelSession, folder: ModelFolder): Promise<void> {
  try {
    const { present } = await session.run({ rows: [[0]], past: null, keep: 1, wantsPresent: true });
    await session.run({ rows: [[1]], past: present, keep: 1, wantsPresent: true });
  } catch (cause) {
    await session.close();
    if (cause instanceof BotError) throw cause;
    throw new BotError(
      "CONFIG_MODEL",
      `${folder.onnxFile} does not run with the sizes that config.json says: ${firstLine(cause)}`,
      { cause },
    );
  }
}

/** Types a past may have: what an export was written in. */
const PAST_TYPES = {
  float32: { name: "float32", bytes: 4, Array: Float32Array },
  float16: { name: "float16", bytes: 2, Array: Float16Array },
} as const;

function pastType(
  session: InferenceSession,
  name: string,
): { name: "float32"; bytes: number; Array: typeof Float32Array } {
  const metadata = session.inputMetadata.find((input) => input.name === name);
  const type = metadata?.isTensor ? metadata.type : "float32";
  if (type !== "float32" && type !== "float16")
    throw new BotError("CONFIG_MODEL", `the model's past is ${type}; float32 and float16 are known`);
  // Both arrays are handled alike: numbers are only moved, never read.
  return PAST_TYPES[type] as unknown as { name: "float32"; bytes: number; Array: typeof Float32Array };
}

/** The runtime's native side reads half precision as Uint16Array only, its own JavaScript side makes Float16Array of it: the same
 * bytes are shown to it the way it knows. */
function toFeed(tensor: Tensor): Tensor {
  if (tensor.type !== "float16") return tensor;
  const { buffer, byteOffset, length } = tensor.data as unknown as Float16Array;
  const { dims } = tensor;
  return {
    type: "float16",
    location: "cpu",
    dims,
    data: new Uint16Array(buffer, byteOffset, length),
  } as unknown as Tensor;
}

function toFloat32(tensor: Tensor): Float32Array {
  return tensor.data instanceof Float32Array
    ? tensor.data
    : Float32Array.from(tensor.data as unknown as ArrayLike<number>);
}

/** The first line of what a native library said: the rest is a trace. */
function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split("\n", 1)[0]?.slice(0, 200) ?? "";
}
