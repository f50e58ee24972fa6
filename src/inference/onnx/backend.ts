/** The built-in engine as a backend: tokenises here, runs the model in a thread of its own, and brings that thread back when it dies. */

import { availableParallelism } from "node:os";
import type { ModelInfo } from "../../core/ask.ts";
import { BotError } from "../../core/errors.ts";
import type { Log } from "../../flows/context.ts";
import type { Backend, CompletionRequest, ScoreRequest } from "../../flows/ports.ts";
import { createEngine, type Engine } from "./engine.ts";
import { checksum, type ModelFolder, readModelFolder } from "./folder.ts";
import { type DownloadProgress, findModel } from "./models.ts";
import { createPromptEncoder, type PromptEncoder } from "./prompt-encoder.ts";
import { openTokenizer } from "./tokenizer.ts";

export type { DownloadProgress } from "./models.ts";

export interface OnnxOptions {
  /** "builtin", a folder, or a hub id such as "EleutherAI/gpt-neo-125m". */
  readonly model: string;
  /** Where downloaded models are kept. */
  readonly cacheDir: string;
  readonly hubEndpoint?: string;
  readonly hubToken?: string;
  /** Threads of one run. Left out: one for a small model, all cores for a large one. */
  readonly threads?: number;
  /** Bytes for prompts' keys and values. Default 256 MiB. */
  readonly cacheBytes?: number;
  /** Requests that may wait before others are told to come back. Default 1,000. */
  readonly mostWaiting?: number;
  /** A download that gives nothing for this long is cut and resumed, in milliseconds. Default 20,000. */
  readonly stallMs?: number;
  readonly onDownload?: (progress: DownloadProgress) => void;
  readonly log?: Log;
}

interface Opened {
  readonly folder: ModelFolder;
  readonly encoder: PromptEncoder;
  readonly engine: Engine;
  readonly info: ModelInfo;
}

/** Opens at once; finding, downloading and loading the model go on behind, and `describe` waits for them.
 * @example const backend = openOnnxBackend({ model: "builtin", cacheDir: ".cache/models" }) */
export function openOnnxBackend(options: OnnxOptions): Backend {
  const closing = new AbortController();
  let opened: Opened | null = null;
  const opening = open(options, closing.signal).then((result) => {
    opened = result;
    return result;
  });
  // Told by describe() and by every request; not an unhandled rejection in between.
  opening.catch(() => {});

  async function ready(request: Pick<ScoreRequest, "onProgress">): Promise<Opened> {
    if (opened === null) request.onProgress?.({ kind: "loading", estimatedMs: null });
    return opening;
  }

  return {
    name: "onnx",
    where: "in this process",
    describe: async () => (await opening).info,
    countTokens(text) {
      // Before the model is open: bytes are never fewer than tokens.
      return opened === null ? Buffer.byteLength(text) : opened.encoder.count(text);
    },
    async score(request) {
      const { folder, encoder, engine } = await ready(request);
      const { prefix, prefixTokens, text } = encoder.encode(request.prompt);
      const labels = request.labels.map((label) => encoder.encodeLabel(label));
      checkLength(folder, prefixTokens + text.length + Math.max(...labels.map((label) => label.length)));
      const result = await engine.run({ kind: "score", prefix, text, labels }, request);
      if (result.kind !== "scored") throw new BotError("INTERNAL", "the engine answered a score with a text");
      const usage = {
        promptTokens: prefixTokens + text.length,
        cachedTokens: prefixTokens,
        newTokens: 0,
        durationMs: result.durationMs,
      };
      return { logprobs: result.logprobs, usage };
    },
    async complete(request) {
      const { folder, encoder, engine } = await ready(request);
      const { prefix, prefixTokens, text } = encoder.encode(request.prompt);
      checkLength(folder, prefixTokens + text.length + request.maxNewTokens);
      const result = await engine.run({ kind: "complete", prefix, text, ...settingsOf(request) }, request);
      if (result.kind !== "completed")
        throw new BotError("INTERNAL", "the engine answered a text with scores");
      const { durationMs, newTokens, finish } = result;
      const usage = {
        promptTokens: prefixTokens + text.length,
        cachedTokens: prefixTokens,
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
  const folder = await readModelFolder(found.path, found);
  const tokenizer = await openTokenizer(folder);
  const engine = createEngine({
    folder,
    threads: options.threads ?? chooseThreads(folder.shape.parameters),
    cacheBytes: options.cacheBytes ?? 256 * 2 ** 20,
    mostWaiting: options.mostWaiting ?? 1_000,
    log: options.log,
  });
  // A file without a revision is known by its bytes; reading half a gigabyte takes as long as loading it, so both go on at once.
  const revision =
    folder.revision ?? checksum(folder.onnxFile).then((sum) => sum.slice(0, REVISION_CHARACTERS));
  let known: string;
  try {
    [known] = await Promise.all([revision, engine.ready]);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const info: ModelInfo = {
    name: folder.name,
    parameters: folder.shape.parameters,
    revision: known,
    contextTokens: folder.shape.context,
    scripts: folder.scripts,
    builtin: found.isBuiltin,
    dtype: folder.dtype,
  };
  return { folder, engine, info, encoder: createPromptEncoder(tokenizer) };
}

/** Of a file's checksum. */
const REVISION_CHARACTERS = 12;

/** Below this, threads wait for each other longer than they work: 3.3 M parameters write 25 tokens three times as fast on one of two. */
const SMALL_PARAMETERS = 30_000_000;

export function chooseThreads(parameters: number): number {
  return parameters < SMALL_PARAMETERS ? 1 : availableParallelism();
}

function settingsOf(request: CompletionRequest) {
  const { maxNewTokens, endSequence, temperature, topK, topP, repetitionPenalty, seed, onText } = request;
  return {
    maxNewTokens,
    endSequence,
    temperature,
    topK,
    topP,
    repetitionPenalty,
    seed,
    streams: onText !== undefined,
  };
}

function checkLength(folder: ModelFolder, tokens: number): void {
  if (tokens > folder.shape.context)
    throw new BotError(
      "INPUT_TOO_LONG",
      `prompt and answer need ${tokens} tokens; ${folder.name} has room for ${folder.shape.context}`,
    );
}
