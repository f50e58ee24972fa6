/** The built-in engine as a backend: tokenises here, runs the model in a thread of its own, and brings that thread back when it dies. */

import { availableParallelism } from "node:os";
import type { ModelInfo } from "../../core/ask.ts";
import { BotError } from "../../core/errors.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { Backend, CompletionRequest, RequestOptions, ScoreRequest } from "../../flows/ports/backend.ts";
import { findModel } from "../models/find.ts";
import { type ModelFolder, readModelFolder } from "../models/folder.ts";
import type { DownloadProgress } from "../models/hub/fetch-file.ts";
import { checksum, firstLine } from "../models/json.ts";
import type { Dtype } from "../models/layout.ts";
import { openTokenizer } from "../models/tokenizer.ts";
import type { RuntimeKind } from "./graph/runtime.ts";
import { createPromptEncoder, type PromptEncoder } from "./prompt-encoder.ts";
import { closed, createEngine, type Engine } from "./worker/client.ts";

export type { DownloadProgress } from "../models/hub/fetch-file.ts";

export interface OnnxOptions {
  /** "builtin" or "builtin-zh", a folder, or a hub id such as "EleutherAI/gpt-neo-125m". */
  readonly model: string;
  /** Type of the weights to be run; the best that the model has, where left out. */
  readonly dtype?: Dtype;
  /** Where downloaded models are kept. */
  readonly cacheDir: string;
  readonly hubEndpoint?: string;
  readonly hubToken?: string;
  /** Whether nothing may be fetched from the hub. */
  readonly isOffline?: boolean;
  /** Threads of one run. Left out: one for a small model, all cores for a large one. */
  readonly threads?: number;
  /** Bytes for prompts' keys and values. Default 256 MiB. */
  readonly cacheBytes?: number;
  /** Requests that may wait before others are refused with BACKEND_BUSY. Default 1,000. */
  readonly maxWaiting?: number;
  /** A download that gives nothing for this long is cut and resumed, in milliseconds. Default 20,000. */
  readonly stallMs?: number;
  /** A model that could not be opened is tried again by requests that come this much later, in milliseconds, and after twice as long each
   * time it fails again, up to a minute. Default 5,000. */
  readonly reopenMs?: number;
  /** Draws the seed of each text, from 0 up to 1. Default `Math.random`. */
  readonly random?: () => number;
  readonly onDownload?: (progress: DownloadProgress) => void;
  readonly log?: Log;
}

const REOPEN_MS = 5_000;
const MAX_REOPEN_MS = 60_000;

interface Opened {
  readonly folder: ModelFolder;
  readonly encoder: PromptEncoder;
  readonly engine: Engine;
  readonly info: ModelInfo;
}

/** Returns at once. Finding, downloading and loading the model continue in the background, and `describe` waits for them. Where they failed,
 * a later call tries again.
 * @example const backend = openOnnxBackend({ model: "builtin", cacheDir: "/home/ada/.cache/huggingface/hub" }) */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the methods of one port, over one worker
export function openOnnxBackend(options: OnnxOptions): Backend {
  const { random = Math.random } = options;
  const closing = new AbortController();
  let opened: Opened | null = null;
  let mayReopenAtMs = Number.POSITIVE_INFINITY;
  let reopenMs = options.reopenMs ?? REOPEN_MS;
  // Whoever opens the backend reports how the first try went.
  let opening = start(undefined);

  /** @param log for the outcome; without it nothing is logged */
  function start(log: Log | undefined): Promise<Opened> {
    mayReopenAtMs = Number.POSITIVE_INFINITY;
    const started = open(options, closing.signal).catch((cause) => {
      const fault = toOpenFault(cause, options.model);
      mayReopenAtMs = performance.now() + reopenMs;
      reopenMs = Math.min(2 * reopenMs, MAX_REOPEN_MS);
      log?.error({ reason: fault.message }, "the model could not be opened again; later asks try");
      throw fault;
    });
    // describe() and every request report a failure; in between it is no unhandled rejection.
    started.then(
      (result) => {
        opened = result;
        log?.info({ model: result.info.name }, "the model is ready");
      },
      () => {},
    );
    return started;
  }

  /** Tries again after a failure, since the hub may be back or the folder repaired; but not for each of many requests at once. */
  function whenOpen(): Promise<Opened> {
    if (closing.signal.aborted) return Promise.reject(closed());
    if (performance.now() > mayReopenAtMs) opening = start(options.log);
    return opening;
  }

  async function ready({ signal, onProgress }: RequestOptions): Promise<Opened> {
    if (opened === null) onProgress?.({ kind: "loading", estimatedMs: null });
    return untilAborted(whenOpen(), signal);
  }

  async function encode(request: ScoreRequest | CompletionRequest) {
    const { folder, encoder, engine } = await ready(request);
    const { prefix, prefixTokens, text } = encoder.encode(request.prompt);
    if (text.length === 0) throw new BotError("INTERNAL", "an empty prompt was given to the engine");
    return { folder, encoder, engine, prefix, prefixTokens, text };
  }

  return {
    name: "onnx",
    where: "in this process",
    describe: async () => (await whenOpen()).info,
    countTokens(text) {
      // Before the model is open: a text never has more tokens than bytes.
      return opened === null ? Buffer.byteLength(text) : opened.encoder.count(text);
    },
    forget() {
      opened?.encoder.forget();
      opened?.engine.forget();
    },
    isWord: (word) => opened?.encoder.isWord(word) ?? true,
    async score(request) {
      const { folder, encoder, engine, prefix, prefixTokens, text } = await encode(request);
      const labels = request.labels.map((label) => encoder.encodeLabel(label));
      checkLength(folder, prefixTokens + text.length + Math.max(...labels.map((label) => label.length)));
      const result = await engine.run(
        {
          ...{ kind: "score", prefix, text, labels },
          wantsSeen: request.wantsSeen === true,
          isBackground: request.isBackground === true,
        },
        request,
      );
      if (result.kind !== "scored") throw new BotError("INTERNAL", "the engine answered a score with a text");
      const usage = {
        promptTokens: prefixTokens + text.length,
        cachedTokens: result.wasCached ? prefixTokens : 0,
        newTokens: 0,
        durationMs: result.durationMs,
      };
      return { logprobs: result.logprobs, ...(result.seen ? { seen: result.seen } : {}), usage };
    },
    async complete(request) {
      const { folder, engine, prefix, prefixTokens, text } = await encode(request);
      checkLength(folder, prefixTokens + text.length + request.maxNewTokens);
      const result = await engine.run(
        { kind: "complete", prefix, text, ...settingsOf(request, random) },
        request,
      );
      if (result.kind !== "completed")
        throw new BotError("INTERNAL", "the engine answered a text with scores");
      const { durationMs, newTokens, finish, wasCached } = result;
      const usage = {
        promptTokens: prefixTokens + text.length,
        cachedTokens: wasCached ? prefixTokens : 0,
        newTokens,
        durationMs,
      };
      return { text: result.text, finish, usage };
    },
    async close() {
      closing.abort();
      await opening.then(
        ({ engine }) => engine.close(),
        () => {},
      );
    },
  };
}

async function open(options: OnnxOptions, signal: AbortSignal): Promise<Opened> {
  const found = await findModel({ ...options, signal });
  const folder = await readModelFolder(found.path, found, options.dtype);
  const tokenizer = await openTokenizer({ ...folder, isTrusted: found.isBuiltin });
  const encoder = createPromptEncoder(tokenizer);
  // Tried at once: a tokenizer that can't be used is refused before the model is loaded.
  encoder.count(" ");
  if (signal.aborted) throw closed();
  const engine = createEngine({
    folder,
    threads: options.threads ?? chooseThreads(folder.parameters ?? folder.bytes / BYTES_PER_PARAMETER),
    cacheBytes: options.cacheBytes ?? 256 * 2 ** 20,
    maxWaiting: options.maxWaiting ?? 1_000,
    log: options.log,
  });
  const stopLoading = () => void engine.close();
  signal.addEventListener("abort", stopLoading, { once: true });
  // A file without a revision is known by its bytes; reading half a gigabyte takes as long as loading it, so both run at the same time.
  const revision =
    folder.revision ?? checksum(folder.onnxFile).then((sum) => sum.slice(0, REVISION_CHARACTERS));
  let known: string;
  let runtime: RuntimeKind;
  try {
    [known, runtime] = await Promise.all([revision, engine.ready]);
  } catch (error) {
    await engine.close();
    throw error;
  } finally {
    signal.removeEventListener("abort", stopLoading);
  }
  if (runtime === "wasm")
    options.log?.warn(
      { system: `${process.platform} ${process.arch}` },
      "onnxruntime has no binary for this system: the model runs in WebAssembly, which is slower",
    );
  const info: ModelInfo = {
    name: folder.name,
    family: folder.family,
    parameters: folder.parameters,
    revision: known,
    // Without what every prompt begins with.
    contextTokens: folder.context - tokenizer.begin.length,
    scripts: folder.scripts,
    abstainBelow: folder.abstainBelow,
    languages: folder.languages,
    builtin: found.isBuiltin,
    dtype: runtime === "wasm" ? `${folder.dtype} in WebAssembly` : folder.dtype,
  };
  return { folder, engine, info, encoder };
}

/** A guess, for models whose config does not say how many parameters they have. */
const BYTES_PER_PARAMETER = 2;
/** Of a file's checksum. */
const REVISION_CHARACTERS = 12;

/** Below this, threads wait for each other longer than they work: 3.3 M parameters write 25 tokens three times as fast on one of two. */
const SMALL_PARAMETERS = 30_000_000;

export function chooseThreads(parameters: number): number {
  return parameters < SMALL_PARAMETERS ? 1 : availableParallelism();
}

/** Rejects when the signal fires. The promise itself stays pending for others. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(new BotError("BACKEND_ABORTED", "the request was aborted"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Turns an unexpected error, such as a file that was removed meanwhile, into a sentence. */
function toOpenFault(cause: unknown, model: string): BotError {
  if (cause instanceof BotError) return cause;
  return new BotError("CONFIG_MODEL", `the model ${model} can't be opened: ${firstLine(cause)}`, { cause });
}

function settingsOf(request: CompletionRequest, random: () => number) {
  const { maxNewTokens, endSequence, temperature, onText } = request;
  // Drawn here: if the thread dies, the next one writes the same text.
  const seed = Math.floor(random() * 2 ** 32);
  return { maxNewTokens, endSequence, temperature, seed, streams: onText !== undefined };
}

function checkLength(folder: ModelFolder, tokens: number): void {
  if (tokens > folder.context)
    throw new BotError(
      "INPUT_TOO_LONG",
      `prompt and answer need ${tokens} tokens; ${folder.name} has ${folder.context}`,
    );
}
