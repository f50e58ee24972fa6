/** Runs a graph: makes a run's inputs, cuts long rows into several runs, and reads logits off the outputs. */

import type { InferenceSession, Tensor } from "onnxruntime-node";
import { BotError } from "../../../core/errors.ts";
import type { ModelFolder } from "../../models/folder.ts";
import { modelFault } from "../../models/json.ts";
import type { MakeFeeds, Rows } from "./feeds.ts";
import type { KvCache, KvCaches, PaddingSide } from "./kv-cache.ts";
import type { Signature } from "./signature.ts";
import { createStates, type States } from "./states.ts";

export interface Batch extends Rows {
  /** How many positions at the end of each row need logits. */
  readonly keep: number;
  /** The only tokens whose logits will be asked for; any may be, where left out. */
  readonly only?: readonly number[];
  /** Whether the result is to hold the next cache. */
  readonly wantsCache: boolean;
  /** Whether states will be asked for; left out for no. */
  readonly wantsStates?: boolean;
}

export interface BatchResult {
  /** Logits of a row's position counted from the row's own end: 0 is its last token. Length: vocabulary.
   * @throws {BotError} INTERNAL after a run with `only` */
  logits(row: number, fromEnd: number): Float32Array;
  /** Logits of some tokens at such a position, in their order. */
  pick(row: number, fromEnd: number, tokens: readonly number[]): number[];
  /** The state at such a position, a view of the run's output; null where the graph gives none, or where none was wanted. */
  state(row: number, fromEnd: number): Float32Array | null;
  /** Of old and new tokens together; null unless asked for. */
  readonly cache: KvCache | null;
}

/** A graph that gives logits of all positions gets at most as many tokens at once as fill this. */
const MAX_LOGITS_BYTES = 64 * 2 ** 20;
const MIN_CHUNK_TOKENS = 16;

/** The output that holds states. */
const STATES = "last_hidden_state";

/** How a graph is to be run, as far as it is known. */
export interface RunMode {
  /** Where caches of different lengths are padded; null when they can't share a run. */
  readonly side: PaddingSide | null;
  /** Tokens that one run of a row takes; null for any number. */
  readonly maxTokens: number | null;
  /** Whether states may be read in place of logits. */
  readonly givesStates: boolean;
}

export interface Graph {
  run(batch: Batch, mode: RunMode): Promise<BatchResult>;
  /** One token at a position, without a cache. @throws when the graph has no such position */
  tryPosition(position: number): Promise<void>;
}

export interface GraphParts {
  readonly session: InferenceSession;
  readonly signature: Signature;
  readonly makeFeeds: MakeFeeds;
  readonly caches: KvCaches;
  readonly folder: ModelFolder;
}

/** @returns the graph, run as each call says */
export function createGraph(parts: GraphParts): Graph {
  const { session, signature, makeFeeds, caches, folder } = parts;
  const states = createStates((rows, keep) => makeFeeds(rows, { keep, side: "left" }), session);
  const most = signature.keep
    ? Number.POSITIVE_INFINITY
    : Math.floor(MAX_LOGITS_BYTES / (4 * folder.vocabulary));
  const chunkTokens = Math.max(MIN_CHUNK_TOKENS, most);

  /** A long row in several runs: later ones over the cache of those before. */
  async function runInChunks(batch: Batch, mode: RunMode, size: number): Promise<BatchResult> {
    const [row = []] = batch.rows;
    const results: { result: BatchResult; end: number; start: number }[] = [];
    let { cache } = batch;
    for (let start = 0; start < row.length; start += size) {
      const end = Math.min(row.length, start + size);
      const isLast = end === row.length;
      const result = await runOnce(parts, states, {
        batch: {
          ...batch,
          rows: [row.slice(start, end)],
          cache,
          keep: Math.min(end - start, Math.max(1, batch.keep - (row.length - end))),
          wantsCache: batch.wantsCache || !isLast,
        },
        mode,
      });
      if (cache !== null && cache !== batch.cache) caches.release(cache);
      cache = result.cache;
      results.push({ result, start, end });
    }
    const find = (fromEnd: number) => {
      const at = row.length - 1 - fromEnd;
      const part = results.find(({ start, end }) => start <= at && at < end);
      if (!part) throw new BotError("INTERNAL", "logits were asked of a position before the row");
      return { result: part.result, own: part.end - 1 - at };
    };
    return {
      logits: (_, fromEnd) => find(fromEnd).result.logits(0, find(fromEnd).own),
      pick: (_, fromEnd, tokens) => find(fromEnd).result.pick(0, find(fromEnd).own, tokens),
      state: (_, fromEnd) => find(fromEnd).result.state(0, find(fromEnd).own),
      cache: batch.wantsCache ? cache : null,
    };
  }

  return {
    run(batch, mode) {
      const size = Math.min(chunkTokens, mode.maxTokens ?? Number.POSITIVE_INFINITY);
      const isLong = batch.rows.length === 1 && (batch.rows[0]?.length ?? 0) > size;
      return isLong ? runInChunks(batch, mode, size) : runOnce(parts, states, { batch, mode });
    },
    async tryPosition(position) {
      if (!signature.positions) return;
      const { name, type } = signature.positions;
      const feeds = makeFeeds({ rows: [[0]], cache: null }, { keep: 1, side: "left" });
      const places = feeds[name]?.data as BigInt64Array | Int32Array;
      places[0] = (type === "int64" ? BigInt(position) : position) as never;
      await session.run(feeds, ["logits"]);
    },
  };
}

async function runOnce(
  { session, signature, makeFeeds, folder }: GraphParts,
  states: States,
  { batch, mode }: { batch: Batch; mode: RunMode },
): Promise<BatchResult> {
  const { rows, keep, only, wantsCache } = batch;
  const lengths = rows.map((row) => row.length);
  const width = Math.max(...lengths);
  // Shorter rows end before the padding: positions back to the shortest row's own first wanted one are needed.
  const kept = signature.keep ? Math.min(width, keep + width - Math.min(...lengths)) : width;
  const readsStates = only !== undefined && mode.givesStates;
  if (readsStates) await states.learn(only);
  const answers = readsStates ? STATES : "logits";
  const wantsBoth = batch.wantsStates === true && mode.givesStates && !readsStates;
  const output = await session.run(
    makeFeeds(batch, { keep: readsStates ? -kept : kept, side: mode.side ?? "left" }),
    [answers, ...(wantsBoth ? [STATES] : []), ...(wantsCache ? signature.cacheOutputs : [])],
  );
  const tensor = output[answers] as Tensor;
  const [, stride = kept, size = folder.vocabulary] = tensor.dims;
  if (!readsStates && size !== folder.vocabulary)
    throw modelFault(
      `${folder.onnxFile} knows ${size} tokens, config.json says vocab_size ${folder.vocabulary}`,
    );
  const values = toFloat32(tensor);
  const placeOf = (row: number, fromEnd: number) =>
    row * stride + (stride - width) + (lengths[row] ?? 0) - 1 - fromEnd;
  const valuesAt = (row: number, fromEnd: number) => {
    const at = placeOf(row, fromEnd);
    return values.subarray(at * size, (at + 1) * size);
  };
  const stateTensor = wantsBoth ? (output[STATES] as Tensor) : null;
  const stateValues = stateTensor && toFloat32(stateTensor);
  return {
    logits(row, fromEnd) {
      if (only) throw new BotError("INTERNAL", "all logits were asked of a run for a few");
      return valuesAt(row, fromEnd);
    },
    pick(row, fromEnd, tokens) {
      const found = valuesAt(row, fromEnd);
      return tokens.map((token) => (readsStates ? states.logit(found, token) : (found[token] as number)));
    },
    state(row, fromEnd) {
      if (batch.wantsStates !== true) return null;
      if (readsStates) return valuesAt(row, fromEnd);
      const at = placeOf(row, fromEnd);
      const length = stateTensor?.dims[2] ?? 0;
      return stateValues?.subarray(at * length, (at + 1) * length) ?? null;
    },
    cache: wantsCache
      ? {
          tensors: signature.cacheOutputs.map((name) => output[name] as Tensor),
          tokens: (batch.cache?.tokens ?? 0) + width,
        }
      : null,
  };
}

function toFloat32(tensor: Tensor): Float32Array {
  return tensor.data instanceof Float32Array
    ? tensor.data
    : Float32Array.from(tensor.data as unknown as ArrayLike<number>);
}
