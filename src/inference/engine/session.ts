/**
 * One ONNX GPT-Neo: turns rows of tokens, each over a past, into logits and presents. Knows both export layouts:
 * new (`position_ids`, optional `num_logits_to_keep`) and old merged (`use_cache_branch`, no positions).
 */

import { InferenceSession, Tensor } from "onnxruntime-node";
import { BotError } from "../../core/errors.ts";
import { firstLine } from "../models/first-line.ts";
import type { ModelFolder } from "../models/folder.ts";
import { createPastTools, type Past, type PastTools, pastType } from "./kv-cache.ts";

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
  /** The only tokens whose logits will be asked for; any may be, where left out. */
  readonly only?: readonly number[];
  readonly wantsPresent: boolean;
}

export interface BatchResult {
  /** Logits of a row's position counted from the row's own end: 0 is its last token. Length: vocabulary.
   * @throws {BotError} INTERNAL after a run with `only` */
  logits(row: number, fromEnd: number): Float32Array;
  /** Logits of some tokens at such a position, in their order. */
  pick(row: number, fromEnd: number, tokens: readonly number[]): number[];
  /** Past and new tokens together; null unless asked for. */
  readonly present: Past | null;
}

export interface ModelSession extends Omit<PastTools, "empty"> {
  readonly vocabulary: number;
  /** Bytes that one token takes in a past. */
  readonly bytesPerToken: number;
  /** Whether rows over pasts of different lengths may share a batch: the graph takes positions. */
  readonly takesPositions: boolean;
  /** Whether a run with `only` leaves other tokens' logits unreckoned: the graph gives states without logits. */
  readonly givesStates: boolean;
  run(batch: Batch): Promise<BatchResult>;
  close(): Promise<void>;
}

/** `num_logits_to_keep` below zero asks the project's own exports for that many states, and for no logits. */
const STATES_ONLY = -1;
/** How far logits reckoned from states may be from the graph's own: half precision at the doors rounds both. */
const TOLERANCE = 0.02;
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
    // What fails is thrown, and told by whoever catches it.
    logSeverityLevel: 4,
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
  const { heads, headSize, layers, vocabulary, context } = folder.shape;
  if (pastNames.length !== 2 * layers)
    throw new BotError(
      "CONFIG_MODEL",
      `${folder.onnxFile} has ${pastNames.length / 2} layers, config.json says ${layers}`,
    );
  const type = pastType(session, pastNames[0] ?? "");
  const past = createPastTools({ heads, headSize, layers, type });
  const takesPositions = names.has("position_ids");
  const takesKeep = names.has("num_logits_to_keep");
  const int64 = (values: BigInt64Array, dims: number[]) => new Tensor("int64", values, dims);

  // Written once, as numbers of 64 bits are slow to make. What pads a row may stand past the context: its place is 0, and never read.
  const ones = new BigInt64Array(context).fill(1n);
  const places = ones.map((_, at) => BigInt(at));

  function feedsOf(batch: Batch, keep: number): Record<string, Tensor> {
    const { rows, pastPadding = [] } = batch;
    const count = rows.length;
    const width = Math.max(...rows.map((row) => row.length));
    const pastTokens = batch.past?.tokens ?? 0;
    const total = pastTokens + width;
    const ids = new BigInt64Array(count * width);
    const mask = new BigInt64Array(count * total);
    const positions = new BigInt64Array(count * width);
    for (const [index, row] of rows.entries()) {
      const padding = pastPadding[index] ?? 0;
      const before = pastTokens - padding;
      mask.set(ones.subarray(0, before + row.length), index * total + padding);
      positions.set(places.subarray(before, before + width), index * width);
      for (const [at, token] of row.entries()) ids[index * width + at] = BigInt(token);
    }
    const feeds: Record<string, Tensor> = {
      input_ids: int64(ids, [count, width]),
      attention_mask: int64(mask, [count, total]),
    };
    if (takesPositions) feeds.position_ids = int64(positions, [count, width]);
    if (names.has("use_cache_branch"))
      feeds.use_cache_branch = new Tensor("bool", [batch.past !== null], [1]);
    if (takesKeep) feeds.num_logits_to_keep = int64(BigInt64Array.of(BigInt(keep)), []);
    const { tensors } = batch.past ?? past.empty(count);
    for (const [index, name] of pastNames.entries()) feeds[name] = toFeed(tensors[index] as Tensor);
    return feeds;
  }

  /** Embeddings of tokens that were asked about: a state times one of them is that token's logit. */
  const table = new Map<number, Float32Array>();

  async function learnEmbeddings(tokens: readonly number[]): Promise<void> {
    const unknown = [...new Set(tokens)].filter((token) => !table.has(token));
    if (unknown.length === 0) return;
    const feeds = feedsOf({ rows: [unknown], past: null, keep: 1, wantsPresent: false }, STATES_ONLY);
    const embeddings = (await session.run(feeds, ["inputs_embeds"])).inputs_embeds as Tensor;
    const values = toFloat32(embeddings);
    const size = values.length / unknown.length;
    for (const [index, token] of unknown.entries())
      table.set(token, values.slice(index * size, (index + 1) * size));
  }

  /** Whether the graph gives states without logits, as the project's own exports do. Found out at the start. */
  let givesStates =
    takesKeep && ["last_hidden_state", "inputs_embeds"].every((name) => session.outputNames.includes(name));

  const opened: ModelSession = {
    ...past,
    vocabulary,
    bytesPerToken: 2 * layers * heads * headSize * type.bytes,
    takesPositions,
    get givesStates() {
      return givesStates;
    },
    async run(batch) {
      const { rows, keep, only, wantsPresent } = batch;
      const lengths = rows.map((row) => row.length);
      const width = Math.max(...lengths);
      // Shorter rows end before the padding: positions back to the shortest row's own first wanted one are needed.
      const kept = takesKeep ? Math.min(width, keep + width - Math.min(...lengths)) : width;
      const readsStates = only !== undefined && givesStates;
      if (readsStates) await learnEmbeddings(only);
      const answers = readsStates ? "last_hidden_state" : "logits";
      const output = await session.run(feedsOf(batch, readsStates ? -kept : kept), [
        answers,
        ...(wantsPresent ? presentNames : []),
      ]);
      const tensor = output[answers] as Tensor;
      const [, stride = kept, size = vocabulary] = tensor.dims;
      if (!readsStates && size !== vocabulary)
        throw new BotError(
          "CONFIG_MODEL",
          `${folder.onnxFile} knows ${size} tokens, config.json says vocab_size ${vocabulary}`,
        );
      const values = toFloat32(tensor);
      const valuesAt = (row: number, fromEnd: number) => {
        const at = row * stride + (stride - width) + (lengths[row] ?? 0) - 1 - fromEnd;
        return values.subarray(at * size, (at + 1) * size);
      };
      return {
        logits(row, fromEnd) {
          if (only) throw new BotError("INTERNAL", "all logits were asked of a run for a few");
          return valuesAt(row, fromEnd);
        },
        pick(row, fromEnd, tokens) {
          const found = valuesAt(row, fromEnd);
          return tokens.map((token) =>
            readsStates ? dot(found, table.get(token) as Float32Array) : (found[token] as number),
          );
        },
        present: wantsPresent
          ? {
              tensors: presentNames.map((name) => output[name] as Tensor),
              tokens: (batch.past?.tokens ?? 0) + width,
            }
          : null,
      };
    },
    close: () => session.release(),
  };
  /** The last place that the config gives room for: a graph with fewer would fail at the first long ask. A graph that counts places by
   * itself is not tried: that would take as many tokens, which a large one works on for minutes. */
  async function tryLastPlace(): Promise<void> {
    if (!takesPositions) return;
    const feeds = feedsOf({ rows: [[0]], past: null, keep: 1, wantsPresent: false }, 1);
    feeds.position_ids = int64(BigInt64Array.of(BigInt(context - 1)), [1, 1]);
    await session.run(feeds, ["logits"]);
  }

  givesStates = (await tryOut(opened, folder, tryLastPlace)) && givesStates;
  return opened;
}

/** One token with no past, and one more over it: a graph of other sizes than the config says shows here, not at the first ask.
 * @returns whether logits picked from states are those that the graph gives */
async function tryOut(
  session: ModelSession,
  folder: ModelFolder,
  tryLastPlace: () => Promise<void>,
): Promise<boolean> {
  const first: Batch = { rows: [[0]], past: null, keep: 1, wantsPresent: true };
  try {
    const { present, logits } = await session.run(first);
    await session.run({ rows: [[1]], past: present, keep: 1, wantsPresent: true });
    await tryLastPlace();
    const wanted = Array.from(logits(0, 0).subarray(0, 8));
    const tokens = [...wanted.keys()];
    const picked = await session.run({ ...first, only: tokens }).then(
      ({ pick }) => pick(0, 0, tokens),
      () => [],
    );
    return wanted.every((logit, token) => Math.abs(logit - (picked[token] ?? Number.NaN)) < TOLERANCE);
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

/** Σ of products, in double precision. */
function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += (left[at] as number) * (right[at] as number);
  return sum;
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
