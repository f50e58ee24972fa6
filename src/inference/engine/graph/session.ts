/** One causal language model in ONNX: turns rows of tokens, each over a cache of keys and values, into logits and the next cache. */

import type { InferenceSession } from "onnxruntime-node";
import { BotError } from "../../../core/errors.ts";
import type { ModelFolder } from "../../models/folder.ts";
import { firstLine, modelFault } from "../../models/json.ts";
import { createFeeds } from "./feeds.ts";
import { type Batch, type BatchResult, createGraph } from "./graph.ts";
import { createKvCaches, type KvCaches } from "./kv-cache.ts";
import { type Batching, probe } from "./probe.ts";
import { loadRuntime, type RuntimeKind } from "./runtime.ts";
import { readSignature } from "./signature.ts";

export interface ModelSession {
  readonly runtime: RuntimeKind;
  readonly caches: KvCaches;
  readonly vocabulary: number;
  /** Bytes that one token takes in a cache. */
  readonly bytesPerToken: number;
  readonly batching: Batching;
  /** Whether a run with `only` computes no other tokens' logits. */
  readonly givesStates: boolean;
  /** Of a state, the first so many numbers say what the text means; null where the model does not say. */
  readonly stateMeaning: number | null;
  run(batch: Batch): Promise<BatchResult>;
  close(): Promise<void>;
}

/** Opens the graph and finds out by a few runs what it can do.
 * @param threads of one run
 * @throws {BotError} CONFIG_MODEL when the engine can't run the graph, with the reason */
export async function openSession(folder: ModelFolder, threads: number): Promise<ModelSession> {
  const runtime = await loadRuntime(threads);
  const session = await runtime
    .open(folder.onnxFile, folder.dataFiles, sessionOptions(threads))
    .catch((cause) => {
      throw modelFault(`${folder.onnxFile} can't be opened: ${firstLine(cause)}`, cause);
    });
  try {
    const signature = readSignature(session, folder);
    const caches = createKvCaches(runtime.Tensor, signature.kvType, signature.kvShapes);
    const makeFeeds = createFeeds(runtime, caches, { signature, context: folder.context });
    const graph = createGraph({ session, signature, makeFeeds, caches, folder });
    const found = await probe(graph, { signature, folder, caches }).catch((cause) => {
      if (cause instanceof BotError) throw cause;
      throw modelFault(
        `${folder.onnxFile} can't be run; its sizes may not be those of config.json: ${firstLine(cause)}`,
        cause,
      );
    });
    return {
      runtime: runtime.kind,
      caches,
      vocabulary: folder.vocabulary,
      bytesPerToken: signature.kvShapes.reduce(
        (bytes, { heads, headSize }) => bytes + heads * headSize * signature.kvType.bytes,
        0,
      ),
      batching: found,
      givesStates: found.givesStates,
      stateMeaning: folder.stateMeaning,
      run: (batch) => graph.run(batch, found),
      close: () => session.release(),
    };
  } catch (cause) {
    await session.release();
    throw cause;
  }
}

const sessionOptions = (threads: number): InferenceSession.SessionOptions => ({
  executionProviders: ["cpu"],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  graphOptimizationLevel: "all",
  // Lengths vary from ask to ask: patterns planned for one shape only cost memory.
  enableMemPattern: false,
  // What fails is thrown, and whoever catches it words it.
  logSeverityLevel: 4,
});
